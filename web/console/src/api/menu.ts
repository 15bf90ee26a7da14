/** The store's menu, stock, hours, and what guests said. */
import type {
  AddItem, EditCategory, EditItem, EditProfile, FeedbackView, ItemView, MenuView, Specification,
} from '@shared/types';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { standIn } from '@/session/zone';
import { ask, type Ask } from './client';
import { useDeed } from './query';

async function readMenu(storeId: string, signal: AbortSignal): Promise<MenuView> {
  const menu = await ask<MenuView>(`/api/store/${storeId}/menu`, { signal });
  standIn(menu.store);
  return menu;
}

export const useMenu = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['menu', storeId],
    queryFn: ({ signal }) => readMenu(storeId.value, signal),
    enabled: () => storeId.value !== '',
    refetchInterval: 20_000,
  });

/** A dish as it stands in the form: every field filled. */
export type ItemForm = Required<Omit<AddItem, 'total' | 'picture' | 'specifications'>> & { picture: string; specifications: Specification[] };

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
  useEdit(storeId, ({ id, ...body }: { id: string } & EditCategory) => ({
    path: `/categories/${id}`,
    method: 'PATCH',
    body,
  }));

export const useAddItem = (storeId: Ref<string>) =>
  useEdit(storeId, (body: AddItem) => ({ path: '/items', method: 'POST', body }));

export const useChangeItem = (storeId: Ref<string>) =>
  useEdit(storeId, ({ id, change }: { id: string; change: EditItem }) => ({ path: `/items/${id}`, method: 'PATCH', body: change }));

export const useTakingOrders = (storeId: Ref<string>) =>
  useEdit(storeId, (is_taking_orders: boolean) => ({ path: '/taking-orders', method: 'PUT', body: { is_taking_orders } }));

export const useChangeProfile = (storeId: Ref<string>) =>
  useEdit(storeId, (body: EditProfile) => ({
    path: '/profile',
    method: 'PATCH',
    body,
  }));

export const useFeedback = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['feedback', storeId],
    queryFn: ({ signal }) => ask<FeedbackView[]>(`/api/store/${storeId.value}/feedback`, { signal }),
    enabled: () => storeId.value !== '',
  });

/** Whether a guest can have it now. */
export const isForSale = (item: ItemView) => item.is_listed && item.available > 0;
