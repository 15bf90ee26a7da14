/** Which payment the customer left this app for: their way back may be a new page that remembers nothing. */
import { forget, readSaved, save } from "./saved";

const nameOf = (orderId: string) => `gone-to-pay/${orderId}`;

export function noteGone(orderId: string, paymentId: string): void {
  save(nameOf(orderId), paymentId);
}

/** The payment they come back from; null when they never left. */
export function goneFor(orderId: string): string | null {
  return readSaved<string>(nameOf(orderId));
}

export function noteBack(orderId: string): void {
  forget(nameOf(orderId));
}
