import { writeTable } from '@tillkeep/catalogue-file';
import type { ActivityEntryFragment } from '@tillkeep/client';

const COLUMNS = ['entry', 'at', 'who', 'outlet', 'action', 'what', 'before', 'after', 'address', 'hash'];

/** The entries as CSV, as they are in the database: times are UTC, amounts minor units. */
export function activityFile(entries: readonly ActivityEntryFragment[]): string {
  return writeTable([
    COLUMNS,
    ...entries.map(({ id, at, actorName, outlet, action, subjectName, before, after, address, hash }) => [
      ...[id, at, actorName, outlet?.code ?? '', action, subjectName ?? ''],
      ...[before ?? '', after ?? '', address ?? '', hash],
    ]),
  ]);
}
