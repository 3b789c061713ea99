import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import next from 'eslint-config-next';
import prettier from 'eslint-config-prettier';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Without the graph of projects the rule on arrows would pass everything, with a warning only.
process.env.NX_DAEMON = 'false';
const { dependencies } = await createProjectGraphAsync();
// Nx reads imports only because nx.json says so; without them there is no arrow to forbid, and caches outlive their sources.
if (!dependencies['@tillkeep/web']?.some(({ target }) => target === '@tillkeep/domain'))
  throw new Error('The graph of projects has no arrows: see pluginsConfig in nx.json.');

/** Who may import whom: anything not listed here is an error. */
const arrows = [
  // Rules that are true in any shop depend on nothing, so that both ends, and any later one, can settle alike.
  { sourceTag: 'room:domain', onlyDependOnLibsWithTags: [] },
  // Somebody else's program must be able to use the client without the rest of the house.
  { sourceTag: 'room:client', onlyDependOnLibsWithTags: [] },
  // Reads a file into products; what to do with them, and where, is the caller's.
  { sourceTag: 'room:catalogue-file', onlyDependOnLibsWithTags: ['room:domain'] },
  // Rows in and out of SQL: knows the rules, not who asks.
  { sourceTag: 'room:data', onlyDependOnLibsWithTags: ['room:domain'] },
  // Props in, events out: a button that fetches could not be used twice.
  { sourceTag: 'room:ui', onlyDependOnLibsWithTags: ['room:domain'] },
  // The register's own store: sells and keeps with the rules alone, and is handed its way to the gateway.
  { sourceTag: 'room:offline', onlyDependOnLibsWithTags: ['room:domain'] },
  // The browser reaches data through the gateway's API only; database code must never end up in a bundle.
  {
    sourceTag: 'room:web',
    onlyDependOnLibsWithTags: [
      'room:domain',
      'room:client',
      'room:ui',
      'room:catalogue-file',
      'room:offline',
    ],
  },
  // The only writer of the shop's database; it serves the client and never calls itself through it.
  { sourceTag: 'room:gateway', onlyDependOnLibsWithTags: ['room:domain', 'room:data'] },
  // A separate program, as if bought elsewhere: it knows a contract, not our code, so that its books prove something.
  { sourceTag: 'room:erp', onlyDependOnLibsWithTags: [] },
];

/** Files of the root that a room may read: they belong to none. */
const belongsToAll = ['../../jest.preset.js', '../../../prisma/demo-shop.json'];

const noRawSqlText = ['$queryRawUnsafe', '$executeRawUnsafe'].map((property) => ({
  property,
  message:
    'SQL text put together by hand lets data become SQL: use the tagged $queryRaw / $executeRaw, or Prisma.sql.',
}));

const restricted = {
  barrel: {
    selector: 'ExportAllDeclaration',
    message: "Only a room's src/index.ts gathers exports: inside a room, import from the file that has it.",
  },
  clock: {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message:
      'The domain has no clock: take the instant as an argument, so that a replay gives the same answer.',
  },
};

export default defineConfig(
  globalIgnores([
    '**/{node_modules,dist,.next,generated,coverage,test-results,playwright-report}/',
    '**/next-env.d.ts',
    '.nx/',
    'data/',
  ]),
  ...tseslint.configs.strict,
  {
    plugins: { '@nx': nx },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints: arrows,
          allow: belongsToAll,
          // The register loads its entry ./sync after the first screen, and the rest with it.
          checkDynamicDependenciesExceptions: ['@tillkeep/offline(/.*)?'],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // Resolvers and settings without state are classes because type-graphql wants them so.
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      'no-restricted-properties': ['error', ...noRawSqlText],
      'no-restricted-syntax': ['error', restricted.barrel],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.{1,2}(/\\.\\.)*(/index)?$',
              message: 'Import from the file that has it, not from its folder.',
            },
          ],
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['libs/*/src/index.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['libs/domain/src/**'],
    ignores: ['**/*.spec.ts', '**/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', restricted.barrel, restricted.clock],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'window', 'document', 'process', 'setTimeout', 'setInterval', 'performance'].map(
          (name) => ({
            name,
            message: 'The domain knows no clock, network, screen or process.',
          }),
        ),
      ],
    },
  },
  {
    files: ['apps/web/**'],
    extends: [next],
    settings: { next: { rootDir: 'apps/web' } },
    // What every page loads, and the register, lead away by plain links: the router's own are 3 KB.
    rules: { '@next/next/no-html-link-for-pages': 'off' },
  },
  // Tools stand outside the house and may look into every room, behind its front door too.
  { files: ['tools/**'], rules: { '@nx/enforce-module-boundaries': 'off' } },
  // Playwright hands a fixture on by a function that it calls `use`: no hook of React's.
  { files: ['apps/web/e2e/**'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
  { files: ['**/*.{cjs,js}'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  prettier,
);
