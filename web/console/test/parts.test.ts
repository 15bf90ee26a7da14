import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { nextTick, ref } from 'vue';
import { line } from '@/api/client';
import { NoAnswer, Problem } from '@/api/problem';
import type { CategoryView, MenuView } from '@shared/types';
import { queryClient } from '@/api/query';
import CashPad from '@/areas/pos/CashPad.vue';
import ProductGrid from '@/areas/pos/ProductGrid.vue';
import TicketCard from '@/areas/kitchen/TicketCard.vue';
import { differenceText } from '@/areas/pos/shift';
import ListFrame from '@/parts/ListFrame.vue';
import { item, sizes, ticket } from './makers';

const query = (change: object) =>
  ({ isPending: ref(false), error: ref(null), data: ref(undefined), refetch: vi.fn(), ...change }) as never;

beforeEach(() => void (line.isUp = true));

describe('a list', () => {
  const frame = (change: object, isEmpty = false) =>
    mount(ListFrame, { props: { query: query(change), isEmpty, emptyText: '空空如也' }, slots: { default: '<i id="rows" />' } });

  test('is reading, failed, empty or there; never blank', () => {
    expect(frame({ isPending: ref(true) }).text()).toContain('正在读取');
    expect(frame({ error: ref(new Problem(403, 'not-allowed', 'No.', '您没有权限这样做。')) }).text()).toContain('您没有权限');
    expect(frame({ data: ref([]) }, true).text()).toContain('空空如也');
    expect(frame({ data: ref([1]) }).find('#rows').exists()).toBe(true);
  });

  test('cut off, it keeps showing what was known and says so', () => {
    const cut = frame({ data: ref([1]), error: ref(new NoAnswer()) });
    expect(cut.text()).toContain('连不上服务器');
    expect(cut.find('#rows').exists()).toBe(true);
  });
});

describe('a ticket on the screen', () => {
  const now = Date.parse('2026-11-26T04:11:01Z');
  const shown = (change: object = {}) =>
    mount(TicketCard, { props: { ticket: ticket('1', { remark: '少放辣' }), place: 0, now, stations: [], held: undefined, ...change } });

  test('says how late it is in a word and a shape, not by colour alone', () => {
    expect(shown().text()).toContain('▲ 超时');
    expect(shown().text()).toContain('11:00');
    expect(shown({ now: Date.parse('2026-11-26T04:06:01Z') }).text()).toContain('◔ 偏慢');
    expect(shown().text()).toContain('少放辣');
  });

  test('bumped, it offers the way back', async () => {
    const card = shown({ held: 'held' });
    await card.find('.veil button').trigger('click');
    expect(card.emitted('undo')).toHaveLength(1);
  });
});

describe('the till', () => {
  const menu = {
    categories: [
      { id: 'a', name: '面', name_en: 'Noodles', items: [item('1', 1800, { specifications: [sizes] }), item('2', 900, { available: 0 })] },
      { id: 'b', name: '饮', name_en: 'Drinks', items: [item('3', 500), item('4', 600, { is_listed: false })] },
    ] as CategoryView[],
  } as MenuView;

  test('sold out is said and cannot be tapped; unlisted is not there', () => {
    const grid = mount(ProductGrid, { props: { menu, lines: [] } });
    const tiles = grid.findAll('.tile');
    expect(tiles).toHaveLength(3);
    expect(tiles[1]!.attributes('disabled')).toBeDefined();
    expect(tiles[1]!.text()).toContain('已售罄');
  });

  test('search finds by either name, whatever heading is chosen', async () => {
    const grid = mount(ProductGrid, { props: { menu, lines: [] } });
    await grid.find('.search input').setValue('dish 3');
    expect(grid.findAll('.tile').map((tile) => tile.text())).toEqual([expect.stringContaining('菜3')]);
  });

  test('too little cash cannot be confirmed, and the change is said', async () => {
    const pad = mount(CashPad, {
      props: { storeId: 's', orderId: 'o', dueFen: 4250, hasShift: true },
      global: { plugins: [[VueQueryPlugin, { queryClient }]] },
    });
    const confirm = () => pad.find('.el-button--primary').attributes('disabled');
    await pad.findAll('.keys button')[3]!.trigger('click');
    expect(pad.text()).toContain('还差 ¥38.50');
    expect(confirm()).toBeDefined();

    await pad.find('.tenders button:nth-child(4)').trigger('click');
    await nextTick();
    expect(pad.find('.change').text()).toBe('¥7.50');
    expect(confirm()).toBeUndefined();
  });

  test('a difference is called by its name', () => {
    expect([differenceText(0), differenceText(150), differenceText(-150)]).toEqual(['账实相符', '长款 ¥1.50', '短款 ¥1.50']);
  });
});
