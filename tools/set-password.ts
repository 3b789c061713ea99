// npm run set-password -- <e-mail>: for whoever lost the password of the shop's last administrator, and may read its database.
// Asks for the new password; where there is no terminal, the first line of what is piped in is it.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { listUsers, setPasswordHash } from '@tillkeep/data';
import { checkPassword, hashPassword } from '../apps/gateway/src/people/passwords';
import { openShop } from './shop-database';

async function main(email: string | undefined): Promise<void> {
  if (!email) throw new Error('Say whose password: npm run set-password -- ada@shop.example');
  const db = (await openShop()).onBehalfOf({ id: null, name: 'Command line', outlets: 'ALL' });
  try {
    const users = await listUsers(db);
    const user = users.find((known) => known.email === email.trim().toLowerCase());
    if (!user) {
      const administrators = users.filter(({ role, active }) => role === 'ADMIN' && active);
      throw new Error(
        `Nobody has the e-mail address ${email}. Administrators: ${administrators.map((known) => known.email).join(', ')}.`,
      );
    }
    const password = checkPassword('password', await askForPassword(), [user.name, user.email]);
    await setPasswordHash(db, user.id, await hashPassword(password));
    console.log(
      `The password of ${user.name} (${user.email}) is set, and whoever was signed in as them no longer is.`,
    );
    if (!user.active)
      console.log('They are switched off, though: an administrator has to switch them on again.');
  } finally {
    await db.close();
  }
}

async function askForPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  const silent = new Writable({ write: (_text, _encoding, done) => done() }); // what is typed is shown to nobody
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  const ask = async (question: string) => {
    if (isTerminal) process.stdout.write(question);
    const { value } = await lines[Symbol.asyncIterator]().next();
    if (isTerminal) process.stdout.write('\n');
    return typeof value === 'string' ? value : '';
  };
  try {
    const password = await ask('New password: ');
    if (isTerminal && (await ask('Once more: ')) !== password)
      throw new Error('The two are not the same. Nothing was changed.');
    return password;
  } finally {
    lines.close();
  }
}

main(process.argv[2]).then(
  () => process.exit(0), // Prisma leaves handles open
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
