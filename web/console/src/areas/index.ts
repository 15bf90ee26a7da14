/** The areas of the console and who sees them; the server decides again at every request. */
import type { Me, Right, Role } from '@shared/types';

export const AREAS = [
  'dashboard', 'incidents', 'routes', 'kitchen', 'pos', 'unconfirmed', 'unpaid', 'cases', 'orders', 'books', 'statements', 'reports', 'ladder',
  'members', 'risk', 'policies', 'menu', 'feedback', 'devices', 'stores', 'staff', 'audit', 'settings', 'account',
] as const;
export type Area = (typeof AREAS)[number];

/** The right that opens an area; null opens it to everybody signed in. */
export const NEEDED: Record<Area, Right | null> = {
  dashboard: 'see-dashboard',
  incidents: 'see-incidents',
  routes: 'see-routes',
  kitchen: 'see-kitchen',
  pos: 'take-money',
  unconfirmed: 'see-orders',
  unpaid: 'see-orders',
  cases: 'see-cases',
  orders: 'see-orders',
  books: 'see-books',
  statements: 'see-books',
  reports: 'see-books',
  ladder: 'see-dashboard',
  members: 'see-orders',
  risk: 'see-risk',
  policies: 'see-policies',
  menu: 'see-menu',
  feedback: 'see-feedback',
  devices: 'see-devices',
  stores: 'see-stores',
  staff: 'edit-staff',
  audit: 'see-audit',
  settings: null,
  account: null,
};

/** What the server opens only to those who work for the whole merchant, and the right that opens it to a store's own staff. */
const IN_A_STORE: Partial<Record<Area, Right | 'nobody'>> = { books: 'nobody', statements: 'nobody', reports: 'nobody', ladder: 'nobody', members: 'edit-accounts' };

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

/** `storeId` is null for those who work for the whole merchant. */
type Person = Pick<Me, 'rights'> & { store_id?: string | null };

export function isVisible(area: Area, { rights, store_id: storeId }: Person): boolean {
  const needed = (storeId && IN_A_STORE[area]) || NEEDED[area];
  return needed === null || rights.includes(needed as Right);
}

export function visibleAreas(person: Person): Area[] {
  return AREAS.filter((area) => isVisible(area, person));
}

/** The page a person lands on; their own settings when nothing else is theirs. */
export function firstArea(person: Person & Pick<Me, 'role'>): Area {
  const own = FIRST[person.role];
  if (own && isVisible(own, person)) return own;
  return visibleAreas(person)[0] ?? 'settings';
}
