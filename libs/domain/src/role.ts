/** What somebody may do; each may do what those before it may. */
export const ROLES = ['CASHIER', 'MANAGER', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Whether what needs `needed` may be done by somebody who is `role`. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
