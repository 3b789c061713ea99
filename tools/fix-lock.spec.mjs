// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeLock, platformOf } from './fix-lock.mjs';

test('a missing platform package is written down with its version and platform, once', () => {
  const incomplete = {
    packages: {
      '': {},
      'node_modules/tool': {
        version: '2.0.0',
        dev: true,
        optionalDependencies: { '@tool/darwin-arm64': '2.0.0', '@tool/linux-x64-musl': '2.0.0' },
      },
      'node_modules/@tool/linux-x64-musl': { version: '2.0.0', optional: true },
    },
  };
  const { lock, added } = completeLock(incomplete);
  assert.deepEqual(added, ['@tool/darwin-arm64@2.0.0']);
  assert.deepEqual(lock.packages['node_modules/@tool/darwin-arm64'], {
    version: '2.0.0',
    dev: true,
    optional: true,
    os: ['darwin'],
    cpu: ['arm64'],
  });
  assert.deepEqual(completeLock(lock), { lock, added: [], addresses: [] });
});

test('where another version has the place, the missing one goes under its parent', () => {
  const { lock } = completeLock({
    packages: {
      'node_modules/tool': { version: '2.0.0', optionalDependencies: { '@tool/win32-x64-msvc': '2.0.0' } },
      'node_modules/@tool/win32-x64-msvc': { version: '1.0.0', optional: true },
    },
  });
  assert.equal(lock.packages['node_modules/tool/node_modules/@tool/win32-x64-msvc']?.version, '2.0.0');
  assert.equal(lock.packages['node_modules/@tool/win32-x64-msvc']?.version, '1.0.0');
});

test('registry addresses go, links to workspaces stay', () => {
  const { lock, addresses } = completeLock({
    packages: {
      'node_modules/a': { version: '1.0.0', resolved: 'https://registry.example/a-1.0.0.tgz' },
      'node_modules/@tillkeep/web': { resolved: 'apps/web', link: true },
    },
  });
  assert.deepEqual(addresses, ['node_modules/a']);
  assert.deepEqual(lock.packages, {
    'node_modules/@tillkeep/web': { resolved: 'apps/web', link: true },
    'node_modules/a': { version: '1.0.0' },
  });
});

test('a name says its platform, or is not guessed at', () => {
  assert.deepEqual(platformOf('@swc/core-linux-arm-gnueabihf'), {
    os: ['linux'],
    cpu: ['arm'],
    libc: ['glibc'],
  });
  assert.deepEqual(platformOf('@unrs/resolver-binding-linux-arm-musleabihf'), {
    os: ['linux'],
    cpu: ['arm'],
    libc: ['musl'],
  });
  assert.deepEqual(platformOf('@tailwindcss/oxide-wasm32-wasi'), { cpu: ['wasm32'] });
  assert.throws(() => platformOf('left-pad'), /does not say for which platform/);
});
