/** How this console asks and acts: reads are cached and refreshed, deeds say what they make stale. */
import { QueryClient, type QueryKey, useMutation, useQueryClient } from '@tanstack/vue-query';
import { isPassing } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A shop's network may have no way to the internet and still reach this server.
      networkMode: 'always',
      staleTime: 3_000,
      retry: (times, error) => times < 2 && isPassing(error),
      retryDelay: (times) => Math.min(4_000, 700 * 2 ** times),
    },
    mutations: { networkMode: 'always' },
  },
});

export interface DeedOptions {
  /** Carries an intention's key, so that asking again by itself does no harm. */
  isRepeatable?: boolean;
}

/** Something a person does; afterwards everything under `stale` is read again. */
export function useDeed<Wish, Result>(
  deed: (wish: Wish) => Promise<Result>,
  stale: readonly QueryKey[],
  options: DeedOptions = {},
) {
  const client = useQueryClient();
  return useMutation<Result, Error, Wish>({
    mutationFn: deed,
    retry: (times, error) => options.isRepeatable === true && times < 2 && isPassing(error),
    // Also after a failure: silence may hide a success.
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))).then(() => undefined),
  });
}
