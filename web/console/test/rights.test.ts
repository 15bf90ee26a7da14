import { describe, expect, test } from 'vitest';
import type { Me, Right } from '@shared/types';
import { firstArea, visibleAreas } from '@/areas';
import { storeOf } from '@/session/session';

const cashier: Right[] = ['see-kitchen', 'cook', 'see-orders', 'take-money', 'refund', 'see-cases', 'see-menu', 'stop-orders', 'own-account'];

describe('areas', () => {
  test('a cashier sees the till and not the office', () => {
    const areas = visibleAreas({ rights: cashier });
    expect(areas).toContain('pos');
    for (const closed of ['staff', 'audit', 'dashboard', 'devices', 'stores'] as const) expect(areas).not.toContain(closed);
  });

  test('without rights there is still one’s own account', () => {
    expect(visibleAreas({ rights: [] })).toEqual(['settings', 'account']);
  });

  test('channels are seen by whoever may; accounts are a store’s only for whoever may change them', () => {
    const rights: Right[] = ['see-routes', 'see-orders'];
    expect(visibleAreas({ rights })).toEqual(expect.arrayContaining(['routes', 'members']));
    expect(visibleAreas({ rights, store_id: 's' })).toContain('routes');
    expect(visibleAreas({ rights: ['see-orders'], store_id: 's' })).not.toContain('routes');
    expect(visibleAreas({ rights, store_id: 's' })).not.toContain('members');
    expect(visibleAreas({ rights: [...rights, 'edit-accounts'], store_id: 's' })).toContain('members');
  });

  test('incidents, risk and policies open to whoever may see them, the unpaid to whoever sees orders', () => {
    const closed = visibleAreas({ rights: cashier });
    for (const area of ['incidents', 'risk', 'policies'] as const) expect(closed).not.toContain(area);
    expect(closed).toContain('unpaid');
    expect(visibleAreas({ rights: ['see-incidents', 'see-risk', 'see-policies'] })).toEqual(expect.arrayContaining(['incidents', 'risk', 'policies']));
  });

  test('the books are seen by whoever may, at head office alone', () => {
    expect(visibleAreas({ rights: ['see-books'] })).toEqual(expect.arrayContaining(['books', 'reports']));
    expect(visibleAreas({ rights: ['see-books'], store_id: 's' })).not.toContain('books');
    expect(visibleAreas({ rights: cashier })).not.toContain('reports');
  });

  test('each role begins where its work is', () => {
    expect(firstArea({ role: 'cashier', rights: cashier })).toBe('pos');
    expect(firstArea({ role: 'kitchen', rights: ['see-kitchen', 'cook'] })).toBe('kitchen');
    expect(firstArea({ role: 'hq', rights: ['see-dashboard', 'see-orders'] })).toBe('dashboard');
    expect(firstArea({ role: 'finance', rights: ['see-menu'] })).toBe('menu');
    expect(firstArea({ role: 'auditor', rights: [] })).toBe('settings');
  });
});

describe('the store worked on', () => {
  const me = (change: object) => ({ store_id: null, device: null, stores: [{ store_id: 'a' }, { store_id: 'b' }], ...change }) as unknown as Me;

  test('one’s own store comes before any choice', () => {
    expect(storeOf(me({ store_id: 'a' }), 'b')).toBe('a');
  });

  test('head office works on the chosen store, else the device’s, else the first', () => {
    expect(storeOf(me({}), 'b')).toBe('b');
    expect(storeOf(me({ device: { store_id: 'b' } }), null)).toBe('b');
    expect(storeOf(me({}), 'gone')).toBe('a');
    expect(storeOf(undefined, 'a')).toBe('');
  });
});
