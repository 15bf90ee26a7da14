/** The client's id of a payment attempt: the same one until that attempt has certainly ended, over reloads too. */
import { platform } from "../platform";
import { forget, readSaved, save } from "./saved";

/** An attempt: its order, its way to pay, and the coupon it carries. */
export interface Attempt {
  orderId: string;
  channel: string;
  method: string;
  couponId: string | null;
}

const nameOf = ({ orderId, channel, method, couponId }: Attempt) =>
  `pay-key/${orderId}/${channel}/${method}${couponId ? `/${couponId}` : ""}`;

export function paymentKey(attempt: Attempt): string {
  const name = nameOf(attempt);
  const key = readSaved<string>(name) ?? platform.newId();
  save(name, key);
  return key;
}

export function endPaymentKey(attempt: Attempt): void {
  forget(nameOf(attempt));
}
