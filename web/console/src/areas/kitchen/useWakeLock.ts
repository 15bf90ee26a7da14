/** A kitchen screen must not fall asleep in the middle of the shift. */
import { onMounted, onUnmounted } from 'vue';

export function useWakeLock() {
  let lock: WakeLockSentinel | undefined;
  const hold = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    lock = await navigator.wakeLock.request('screen').catch(() => undefined);
  };
  onMounted(() => {
    void hold();
    document.addEventListener('visibilitychange', hold);
  });
  onUnmounted(() => {
    document.removeEventListener('visibilitychange', hold);
    void lock?.release();
  });
}
