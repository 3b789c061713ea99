// @ts-check
// A lock between programs that can't be left behind: it is a database lock, and the operating system lets go of those
// when a program ends, however it ends.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/**
 * @param {string} file is made if it is not there
 * @returns {{ release: () => void } | undefined} undefined: another program has it
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY'); // nothing is ever written
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  const release = () => {
    held.delete(lock);
    lock.close();
  };
  held.add(lock);
  return { release };
}

/** The garbage collector would close, and so unlock, what nobody refers to. @type {Set<unknown>} */
const held = new Set();
