/** The client's id of a payment attempt: the same one until that attempt has certainly ended, over reloads too. */
import { platform } from "../platform";
import { forget, readSaved, save } from "./saved";

const nameOf = (orderId: string, channel: string, method: string) => `pay-key/${orderId}/${channel}/${method}`;

export function paymentKey(orderId: string, channel: string, method: string): string {
  const name = nameOf(orderId, channel, method);
  const key = readSaved<string>(name) ?? platform.newId();
  save(name, key);
  return key;
}

export function endPaymentKey(orderId: string, channel: string, method: string): void {
  forget(nameOf(orderId, channel, method));
}
