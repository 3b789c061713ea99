import { type Role } from '@tillkeep/domain';

// What each page needs. The gateway refuses whatever the pages would not show; this is so that nobody is led there.

/** The role that somebody needs for a page of the office, by its path. */
export function roleNeeded(path: string): Role {
  return needs.find(([place]) => path === place || path.startsWith(`${place}/`))?.[1] ?? 'CASHIER';
}

export const roleNames: Record<Role, string> = {
  CASHIER: 'Cashier',
  MANAGER: 'Manager',
  ADMIN: 'Administrator',
};

const needs: readonly (readonly [string, Role])[] = [
  ['/settings/api-keys', 'ADMIN'],
  ['/settings', 'MANAGER'],
  ['/reports', 'MANAGER'],
  ['/sync', 'MANAGER'],
  ['/registers', 'MANAGER'],
  ['/shifts', 'MANAGER'],
  ['/products/new', 'MANAGER'],
  ['/products/import', 'MANAGER'],
  ['/playground', 'MANAGER'],
];
