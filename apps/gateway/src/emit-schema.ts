// Writes the API's schema to libs/client/schema.graphql, where clients and other programs read it, and who may ask for what
// to docs/access.md, where people do.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { accessOfFields, type Access } from './people/access';
import { shopSchema } from './schema';

shopSchema().then((schema) => {
  const text = `# Emitted from apps/gateway by npm run generate. Do not edit.\n\n${printSchema(lexicographicSortSchema(schema))}\n`;
  const root = join(__dirname, '../../..');
  writeFileSync(join(root, 'libs/client/schema.graphql'), text);
  writeFileSync(join(root, 'docs/access.md'), accessTable());
});

const COLUMNS: readonly (readonly [string, readonly Access[]])[] = [
  ['nobody', ['ANYONE']],
  ['device', ['ANYONE', 'DEVICE', 'TILL']],
  ['cashier', ['ANYONE', 'TILL', 'CASHIER']],
  ['manager', ['ANYONE', 'TILL', 'CASHIER', 'MANAGER']],
  ['administrator', ['ANYONE', 'TILL', 'CASHIER', 'MANAGER', 'ADMIN']],
];

function accessTable(): string {
  const guarded = [...accessOfFields()].flatMap(([field, access]) => (access ? [{ field, access }] : []));
  const rows = guarded
    .sort((a, b) => a.field.localeCompare(b.field, 'en'))
    .map(({ field, access }) => [
      `\`${field}\``,
      ...COLUMNS.map(([, accesses]) => (accesses.includes(access) ? 'yes' : '–')),
    ]);
  const lines = [['', ...COLUMNS.map(([name]) => name)], ['---', ...COLUMNS.map(() => ':---:')], ...rows];
  return `# Who may ask for what

Made from apps/gateway/src/people/access.ts by npm run generate. Everybody sees rows of their own outlets only; an administrator of all.
Fields that are not listed come with the object they are of. A program with an API key has the key's role.

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}
