// By itself, so that a register's first screen does not load what hashes.

/** What the first sale of a claim carries as the hash of the one before it. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);
