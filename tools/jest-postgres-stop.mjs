// @ts-check
export { stopForJest as default } from './jest-postgres.mjs';
