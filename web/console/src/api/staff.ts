/** Signing in, one's own account, and the staff of the merchant. */
import type {
  AuditView, ChangeMember, Found, HireMember, Me, PairedDevice, SecondFactorView, SetupView, SignedInView, SignInStaff,
  StaffSessionView, StaffView,
} from '@shared/types';
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { type Ref } from 'vue';
import { token } from '@/session/token';
import { ask } from './client';
import { useDeed } from './query';

export const signIn = (body: SignInStaff) => ask<SignedInView>('/api/staff/sessions', { method: 'POST', body });
export const signOut = () => ask<void>('/api/staff/sessions/current', { method: 'DELETE' });
export const setUp = (body: Found) => ask<SignedInView>('/api/setup', { method: 'POST', body });
export const pair = (pairing_code: string) =>
  ask<PairedDevice>('/api/devices/pair', { method: 'POST', body: { pairing_code } });

export const useSetup = () =>
  useQuery({ queryKey: ['setup'], queryFn: () => ask<SetupView>('/api/setup'), staleTime: 60_000 });

export const useSessions = () =>
  useQuery({ queryKey: ['sessions'], queryFn: () => ask<StaffSessionView[]>('/api/staff/sessions'), enabled: () => !!token.value });

export const useEndSession = () =>
  useDeed((id: string) => ask<void>(`/api/staff/sessions/${id}`, { method: 'DELETE' }), [['sessions']]);

export const useChangePassword = () =>
  useDeed((body: { old: string; new: string }) => ask<void>('/api/staff/me/password', { method: 'PUT', body }), [['sessions']]);

export const useBeginFactor = () =>
  useDeed((password: string) => ask<SecondFactorView>('/api/staff/me/second-factor', { method: 'POST', body: { password } }), []);

export const useConfirmFactor = () =>
  useDeed(
    (one_time_code: string) => ask<Me>('/api/staff/me/second-factor/confirm', { method: 'POST', body: { one_time_code } }),
    [['me']],
  );

export const useRemoveFactor = () =>
  useDeed((password: string) => ask<Me>('/api/staff/me/second-factor/remove', { method: 'POST', body: { password } }), [['me']]);

export const useStaff = (isWanted: () => boolean = () => true) =>
  useQuery({ queryKey: ['staff'], queryFn: () => ask<StaffView[]>('/api/office/staff'), enabled: isWanted });

export const useHire = () =>
  useDeed((body: HireMember) => ask<StaffView>('/api/office/staff', { method: 'POST', body }), [['staff']]);

export const useChangeStaff = () =>
  useDeed(
    ({ id, change }: { id: string; change: ChangeMember }) =>
      ask<StaffView>(`/api/office/staff/${id}`, { method: 'PATCH', body: change }),
    [['staff']],
  );

export interface AuditFilter { staff_id?: string; store_id?: string }

export const useAudit = (filter: Ref<AuditFilter>) =>
  useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      ask<AuditView[]>('/api/office/audit', { query: { ...filter.value, before: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.length >= 100 ? last.at(-1)?.at : undefined),
  });
