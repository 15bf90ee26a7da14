/** The store's menu, stock, hours, and what guests said. */
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask, type Ask } from './client';
import type { Feedback, ItemView, MenuView, OpeningHours, Specification } from './pending';
import { useDeed } from './query';

export const useMenu = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['menu', storeId],
    queryFn: ({ signal }) => ask<MenuView>(`/api/store/${storeId.value}/menu`, { signal }),
    enabled: () => storeId.value !== '',
    refetchInterval: 20_000,
  });

export interface ItemForm {
  category_id: string; name: string; name_en: string; price_fen: number; total?: number;
  specifications: Specification[]; picture: string; description: string; description_en: string; station: string;
}
export type ItemChange = Partial<ItemForm> & { is_listed?: boolean; position?: number; version?: number };

/** Headings in this order from now on: each gets its place as its position. */
export const useOrderCategories = (storeId: Ref<string>) => {
  const client = useQueryClient();
  return useDeed(async (ids: readonly string[]) => {
    for (const [position, id] of ids.entries()) {
      const menu = await ask<MenuView>(`/api/store/${storeId.value}/categories/${id}`, { method: 'PATCH', body: { position } });
      if (position === ids.length - 1) client.setQueryData(['menu', storeId.value], menu);
    }
  }, [['menu']]);
};

/** Every edit of the menu answers with the whole menu, which becomes what is shown. */
function useEdit<Wish>(storeId: Ref<string>, how: (wish: Wish) => { path: string } & Ask) {
  const client = useQueryClient();
  return useDeed(async (wish: Wish) => {
    const { path, ...rest } = how(wish);
    const menu = await ask<MenuView>(`/api/store/${storeId.value}${path}`, rest);
    client.setQueryData(['menu', storeId.value], menu);
    return menu;
  }, [['menu'], ['me']]);
}

export const useAddCategory = (storeId: Ref<string>) =>
  useEdit(storeId, (body: { name: string; name_en: string }) => ({ path: '/categories', method: 'POST', body }));

export const useChangeCategory = (storeId: Ref<string>) =>
  useEdit(storeId, ({ id, ...body }: { id: string; name?: string; name_en?: string }) => ({
    path: `/categories/${id}`,
    method: 'PATCH',
    body,
  }));

export const useAddItem = (storeId: Ref<string>) =>
  useEdit(storeId, (body: ItemForm) => ({ path: '/items', method: 'POST', body }));

export const useChangeItem = (storeId: Ref<string>) =>
  useEdit(storeId, ({ id, change }: { id: string; change: ItemChange }) => ({ path: `/items/${id}`, method: 'PATCH', body: change }));

export const useTakingOrders = (storeId: Ref<string>) =>
  useEdit(storeId, (is_taking_orders: boolean) => ({ path: '/taking-orders', method: 'PUT', body: { is_taking_orders } }));

export const useChangeProfile = (storeId: Ref<string>) =>
  useEdit(storeId, (body: { name?: string; name_en?: string; opening_hours?: OpeningHours[] }) => ({
    path: '/profile',
    method: 'PATCH',
    body,
  }));

export const useFeedback = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['feedback', storeId],
    queryFn: ({ signal }) => ask<Feedback[]>(`/api/store/${storeId.value}/feedback`, { signal }),
    enabled: () => storeId.value !== '',
  });

/** Whether a guest can have it now. */
export const isForSale = (item: ItemView) => item.is_listed && item.available > 0;
