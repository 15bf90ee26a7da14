/** Believable things for the tests. */
import type { ItemView, TicketView } from '@shared/types';

export function ticket(id: string, change: Partial<TicketView> = {}): TicketView {
  return {
    store_id: 's', id, order_id: `order-${id}`, state: 'QUEUED', version: 1, queued_at: `2026-11-26T04:00:${id.padStart(2, '0')}Z`,
    acknowledged_at: null, acknowledged_by: null, changed_at: '2026-11-26T04:00:00Z', pickup: `A${id.padStart(3, '0')}`,
    table_no: null, remark: '', entry: 'h5', total_fen: 1800, paid: null, lines: [{ line_no: 1, name: '牛肉面', name_en: '', choices: [], quantity: 1, station: '热菜' }], stations: [], done_stations: [],
    ...change,
  };
}

export function item(id: string, price_fen: number, change: Partial<ItemView> = {}): ItemView {
  return {
    id, name: `菜${id}`, name_en: `Dish ${id}`, price_fen, specifications: [], available: 9, is_listed: true, picture: null,
    description: '', description_en: '', station: '', version: 1, total: null, ...change,
  };
}

export const sizes = {
  name: '份量', name_en: 'Size', least: 1, most: 1,
  choices: [{ name: '小', name_en: 'S', extra_fen: 0 }, { name: '大', name_en: 'L', extra_fen: 300 }],
};
export const extras = {
  name: '加料', name_en: 'Extras', least: 0, most: 2,
  choices: [{ name: '蛋', name_en: 'Egg', extra_fen: 200 }, { name: '肉', name_en: 'Meat', extra_fen: 500 }, { name: '菜', name_en: 'Greens', extra_fen: 100 }],
};
