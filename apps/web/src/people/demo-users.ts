import type { Role } from '@tillkeep/domain';

/** Who works in the demo shop. It opens nothing else, so everybody may know password and PINs. */
export const DEMO_USERS: readonly { name: string; role: Role; email: string; pin: string }[] = [
  { name: 'Cam', role: 'CASHIER', email: 'cashier@tillkeep.example', pin: '1111' },
  { name: 'Mia', role: 'MANAGER', email: 'manager@tillkeep.example', pin: '2222' },
  { name: 'Ada', role: 'ADMIN', email: 'admin@tillkeep.example', pin: '3333' },
];

export const DEMO_PASSWORD = 'tillkeep-demo';
