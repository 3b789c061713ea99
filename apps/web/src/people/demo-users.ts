import type { Role } from '@tillkeep/domain';

/** Who works in the demo shop. It opens nothing else, so everybody may know the password. */
export const DEMO_USERS: readonly { name: string; role: Role; email: string }[] = [
  { name: 'Cam', role: 'CASHIER', email: 'cashier@tillkeep.example' },
  { name: 'Mia', role: 'MANAGER', email: 'manager@tillkeep.example' },
  { name: 'Ada', role: 'ADMIN', email: 'admin@tillkeep.example' },
];

export const DEMO_PASSWORD = 'tillkeep-demo';
