import { isAtLeast, ROLES } from './role';

it('[ROLE1] each role may do what those before it may, and nothing that needs one after', () => {
  expect(ROLES.map((role) => ROLES.filter((needed) => isAtLeast(role, needed)))).toEqual([
    ['CASHIER'],
    ['CASHIER', 'MANAGER'],
    ['CASHIER', 'MANAGER', 'ADMIN'],
  ]);
});
