/** The store's devices. */
import type { ChangeDevice, DeviceView, ExpectedDevice, NewDevice, TestSlip } from '@shared/types';
import { useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { ask } from './client';
import { useDeed } from './query';

const STALE = [['devices']];

export const useDevices = (storeId: Ref<string>) =>
  useQuery({
    queryKey: ['devices', storeId],
    queryFn: ({ signal }) => ask<DeviceView[]>(`/api/store/${storeId.value}/devices`, { signal }),
    enabled: () => storeId.value !== '',
    refetchInterval: 10_000,
  });

export const useAddDevice = (storeId: Ref<string>) =>
  useDeed((body: NewDevice) => ask<ExpectedDevice>(`/api/store/${storeId.value}/devices`, { method: 'POST', body }), STALE);

export const useChangeDevice = (storeId: Ref<string>) =>
  useDeed(
    ({ id, change }: { id: string; change: ChangeDevice }) =>
      ask<DeviceView>(`/api/store/${storeId.value}/devices/${id}`, { method: 'PATCH', body: change }),
    STALE,
  );

export const usePairingCode = (storeId: Ref<string>) =>
  useDeed((id: string) => ask<ExpectedDevice>(`/api/store/${storeId.value}/devices/${id}/pairing-code`, { method: 'POST' }), STALE);

export const useRetire = (storeId: Ref<string>) =>
  useDeed((id: string) => ask<DeviceView>(`/api/store/${storeId.value}/devices/${id}/retire`, { method: 'POST' }), STALE);

export const useTestPrint = (storeId: Ref<string>) =>
  useDeed((id: string) => ask<TestSlip>(`/api/store/${storeId.value}/devices/${id}/test-print`, { method: 'POST' }), STALE);
