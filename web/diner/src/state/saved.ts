/** Small things that outlive the app: read as what they were written as, or as nothing. */
import { platform } from "../platform";

export function readSaved<T>(key: string): T | null {
  const text = platform.storage.get(`wendan.${key}`);
  try {
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** Keep it if there is room; none of these is worth stopping the customer. */
export function save(key: string, value: unknown): void {
  try {
    platform.storage.set(`wendan.${key}`, JSON.stringify(value));
  } catch {
    platform.storage.remove(`wendan.${key}`);
  }
}

export function forget(key: string): void {
  platform.storage.remove(`wendan.${key}`);
}
