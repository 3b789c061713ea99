// @ts-check
// Runs one task of every project, quietly and from the cache where nothing changed, after generating what it needs:
//
//   node tools/tasks.mjs typecheck
//   node tools/tasks.mjs test --projects=@tillkeep/domain
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { generate } from './generate.mjs';
import { quietEnvironment, root } from './repository.mjs';

const [task, ...options] = process.argv.slice(2);
if (!task) throw new Error('Name the task: node tools/tasks.mjs typecheck');

const problem = await generate();
if (problem) {
  console.error(problem);
  process.exitCode = 1;
} else {
  const nx = [join(root, 'node_modules/.bin/nx'), 'run-many', '-t', task, '--parallel=2', ...options];
  const env = { ...process.env, ...quietEnvironment };
  process.exitCode = spawnSync(process.execPath, nx, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
}
