// @ts-check
// Makes what is made from something else: database clients, the gateway's schema file, typed operations. A step whose
// inputs and results are as it left them is skipped, so this may run before everything.
//
//   node tools/generate.mjs            brings all of it up to date
//   node tools/generate.mjs --check    exits 1 when a committed file is not what the code says; changes no such file
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, contentFingerprint, isProgram, root, run, sourceFiles } from './repository.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} from the files and folders that it depends on
 * @property {string[]} makes the files and folders that it writes
 * @property {boolean} [committed] what it makes is in git: `--check` sees that it is up to date
 * @property {string[]} [command] program and arguments
 * @property {NodeJS.ProcessEnv} [env]
 */

/** In the order in which they depend on each other. @type {Step[]} */
const steps = [
  ...['sqlite', 'postgresql'].map((provider) => ({
    name: `database client (${provider})`,
    from: [`prisma/${provider}`],
    makes: [`libs/data/src/generated/${provider}`],
    command: ['prisma', 'generate', '--config', `prisma/${provider}/prisma.config.ts`],
  })),
  {
    name: "types of the ERP's schema",
    from: ['apps/erp/schema.graphql', 'apps/erp/codegen.ts'],
    makes: ['apps/erp/src/generated'],
    command: ['graphql-codegen', '--config', 'apps/erp/codegen.ts'],
  },
  {
    name: "gateway's typed calls to the ERP",
    from: ['apps/erp/schema.graphql', 'apps/gateway/codegen.ts', 'apps/gateway/src/sync/erp.graphql'],
    makes: ['apps/gateway/src/generated'],
    command: ['graphql-codegen', '--config', 'apps/gateway/codegen.ts'],
  },
  {
    name: "gateway's schema",
    from: [
      'apps/gateway/src',
      'apps/gateway/tsconfig.json',
      'libs/data/src',
      'libs/domain/src',
      'prisma/sqlite',
    ],
    makes: ['libs/client/schema.graphql', 'docs/access.md'],
    committed: true,
    command: ['node', '-r', '@swc-node/register', 'apps/gateway/src/emit-schema.ts'],
    env: { SWC_NODE_PROJECT: 'apps/gateway/tsconfig.json' },
  },
  {
    name: 'typed client',
    from: ['libs/client/schema.graphql', 'libs/client/codegen.ts', 'libs/client/src/operations'],
    makes: ['libs/client/src/generated'],
    command: ['graphql-codegen', '--config', 'libs/client/codegen.ts'],
  },
];

const stampFile = join(cacheFolder, 'generated.json');

if (isProgram(import.meta.url)) {
  const problem = process.argv.includes('--check') ? await checkGenerated() : await generate();
  if (problem) {
    console.error(problem);
    process.exitCode = 1;
  }
}

/**
 * Brings everything that is generated up to date.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string | undefined>} what went wrong, with what the failed program said
 */
export async function generate({ signal } = {}) {
  const stamps = readStamps();
  for (const step of steps) {
    if (stamps[step.name] === fingerprint(step)) continue;
    const problem = await make(step, signal);
    if (problem) return problem;
    stamps[step.name] = fingerprint(step);
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(stampFile, JSON.stringify(stamps, null, 2));
  }
  return undefined;
}

/**
 * Whether the committed files are what the code says; they are left as they were found.
 * @returns {Promise<string | undefined>} what is wrong
 */
async function checkGenerated() {
  const files = steps.filter((step) => step.committed).flatMap((step) => step.makes);
  const found = files.map((file) => ({
    file: join(root, file),
    before: readFileSync(join(root, file), 'utf8'),
  }));
  const problem = await generate();
  const drifted = found.filter(({ file, before }) => readFileSync(file, 'utf8') !== before);
  for (const { file, before } of drifted) writeFileSync(file, before);
  const drift = drifted.map(({ file }) => {
    const name = file.slice(root.length + 1);
    return `${name} is not what the code says: run \`npm run generate\`, look at the change and commit it.`;
  });
  return [...drift, problem].filter(Boolean).join('\n') || undefined;
}

/** @param {Step} step @param {AbortSignal} [signal] */
async function make({ name, command = [], env }, signal) {
  const [program = 'node', ...args] = command;
  const { ok, output } = await run(program, args, { env, signal });
  return ok ? undefined : `Could not make the ${name}:\n${output.trim()}`;
}

/** @param {Step} step */
function fingerprint({ from, makes, command }) {
  const inputs = contentFingerprint(sourceFiles(['package.json', ...from]));
  return `${inputs} ${contentFingerprint(sourceFiles(makes))} ${command}`;
}

/** @returns {Record<string, string>} */
function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {}; // none yet
  }
}
