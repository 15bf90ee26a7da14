/** The areas of the console and who sees them; the server decides again at every request. */
import type { Me, Right, Role } from '@shared/types';

export const AREAS = [
  'dashboard', 'kitchen', 'pos', 'unconfirmed', 'cases', 'orders', 'menu', 'feedback', 'devices', 'stores', 'staff',
  'audit', 'settings', 'account',
] as const;
export type Area = (typeof AREAS)[number];

/** The right that opens an area; null opens it to everybody signed in. */
export const NEEDED: Record<Area, Right | null> = {
  dashboard: 'see-dashboard',
  kitchen: 'see-kitchen',
  pos: 'take-money',
  unconfirmed: 'see-orders',
  cases: 'see-cases',
  orders: 'see-orders',
  menu: 'see-menu',
  feedback: 'see-feedback',
  devices: 'see-devices',
  stores: 'see-stores',
  staff: 'edit-staff',
  audit: 'see-audit',
  settings: null,
  account: null,
};

/** Where each role's day begins. */
const FIRST: Record<Role, Area> = {
  hq: 'dashboard',
  manager: 'orders',
  cashier: 'pos',
  kitchen: 'kitchen',
  finance: 'cases',
  support: 'orders',
  auditor: 'audit',
};

export function isVisible(area: Area, rights: readonly Right[]): boolean {
  const needed = NEEDED[area];
  return needed === null || rights.includes(needed);
}

export function visibleAreas(rights: readonly Right[]): Area[] {
  return AREAS.filter((area) => isVisible(area, rights));
}

/** The page a person lands on; their own settings when nothing else is theirs. */
export function firstArea({ role, rights }: Pick<Me, 'role' | 'rights'>): Area {
  const own = FIRST[role];
  if (own && isVisible(own, rights)) return own;
  return visibleAreas(rights)[0] ?? 'settings';
}
