/** Policies: in force, their history, what a change would have meant, and the change. */
import type { PolicyInForce, PolicyPreview, PolicyRow, SetPolicy } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

/** `''` is the merchant's policy. */
const at = (storeId: string, what = '') => `${storeId ? `/api/store/${storeId}` : '/api/office'}/policies${what}`;

export const usePolicy = (storeId: Ref<string>, isWanted: () => boolean) =>
  useQuery({
    queryKey: ['policies', storeId],
    queryFn: ({ signal }) => ask<PolicyInForce>(at(storeId.value), { signal }),
    enabled: isWanted,
  });

export type Fields = Record<string, unknown>;

export const usePreviewPolicy = () =>
  useDeed(({ storeId, fields }: { storeId: string; fields: Fields }) => ask<PolicyPreview>(at(storeId, '/preview'), { method: 'POST', body: { fields } }), []);

export const useSetPolicy = () =>
  useDeed(({ storeId, ...body }: SetPolicy & { storeId: string }) => ask<PolicyRow>(at(storeId), { method: 'PUT', body }), [['policies']]);
