import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from './shop';

test('the example of the typed client sells, syncs, and prints the number of the ERP’s document', async ({
  shop,
  request,
}) => {
  const answer = await request.post(`${shop.gateway}/graphql`, {
    data: {
      query: 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      variables: { input: { email: 'manager@tillkeep.example', password: 'tillkeep-demo' } },
    },
  });
  const { accessToken } = (await answer.json()).data.login;
  const root = join(__dirname, '../../..');
  const command = ['run', '--silent', 'example', '-w', '@tillkeep/client', `${shop.gateway}/graphql`];
  const said = execFileSync('npm', command, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TILLKEEP_API_KEY: accessToken },
  });
  expect(said).toMatch(/INV-\d{4}-\d{6}/);
});
