import type { Role } from '@shared/types';

export const ROLES: readonly Role[] = ['hq', 'manager', 'cashier', 'kitchen', 'finance', 'support', 'auditor'];

/** These belong to one store, the others to head office; the server refuses any other place. */
export const isOfStore = (role: Role) => role === 'manager' || role === 'cashier' || role === 'kitchen';
