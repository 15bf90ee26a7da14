/** What uni offers alike on both. */
import { StorageIsFull, type QueueStorage } from "../../../shared/offline-queue-ports";

export const storage: QueueStorage = {
  keys: () => uni.getStorageInfoSync().keys,
  get: (key) => {
    const found: unknown = uni.getStorageSync(key);
    return typeof found === "string" && found !== "" ? found : null;
  },
  set: (key, text) => {
    try {
      uni.setStorageSync(key, text);
    } catch {
      throw new StorageIsFull();
    }
    // uni swallows the browser's quota error, so what was written is read back.
    if (uni.getStorageSync(key) !== text) throw new StorageIsFull();
  },
  remove: (key) => uni.removeStorageSync(key),
};

export function copy(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    uni.setClipboardData({ data: text, showToast: false, success: () => resolve(true), fail: () => resolve(false) });
  });
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
export const ID_LENGTH = 22;

/** 132 bits out of bytes. */
export function idOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, ID_LENGTH), (byte) => ALPHABET[byte & 63]).join("");
}
