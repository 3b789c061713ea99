import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from './shop';

test('the example of the typed client sells, syncs, and prints the number of the ERP’s document', ({
  shop,
}) => {
  const root = join(__dirname, '../../..');
  const command = ['run', '--silent', 'example', '-w', '@tillkeep/client', `${shop.gateway}/graphql`];
  const said = execFileSync('npm', command, { cwd: root, encoding: 'utf8' });
  expect(said).toMatch(/INV-\d{4}-\d{6}/);
});
