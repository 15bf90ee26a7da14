/** The diner's part of the HTTP contract, one function an address. All raise Refused, Silence. */
import { verdictOf, type Verdict } from "../../../shared/offline-queue-ports";
import type {
  AccountsView,
  BuyValue,
  ClientKind,
  ContactView,
  CouponView,
  FittingCoupon,
  LateWish,
  MenuView,
  MessageView,
  MethodsView,
  OrderPage,
  OrderView,
  PageHint,
  PassView,
  PaymentView,
  PlaceOrder,
  PreauthView,
  SetContact,
  StoreCard,
  WayThereView,
} from "../../../shared/types";
import { platform } from "../platform";
import { bodyOf, send } from "./http";
import { knownToken, sendSigned } from "./session";

export interface OrderPlace {
  storeId: string;
  orderId: string;
}

const at = ({ storeId, orderId }: OrderPlace) => `/api/diner/orders/${storeId}/${orderId}`;

export async function readStores(): Promise<StoreCard[]> {
  return bodyOf(await send("/api/diner/stores", {}));
}

export async function readMenu(storeId: string): Promise<MenuView> {
  return bodyOf(await send(`/api/diner/stores/${storeId}/menu`, {}));
}

/** Where WeChat's page is that makes the customer known to this store; without an address they are known already. */
export async function beginAuthorisation(storeId: string): Promise<WayThereView> {
  return bodyOf(await sendSigned(`/api/diner/authorisations/${storeId}`, { method: "POST" }));
}

/** For the offline queue: what came of one try. */
export async function placeOrder(key: string, body: PlaceOrder): Promise<Verdict<OrderView>> {
  const answer = await sendSigned("/api/diner/orders", { method: "POST", body, key });
  return verdictOf(answer.status, answer.body, answer.retryAfterS);
}

export async function listOrders(storeId: string): Promise<OrderView[]> {
  return bodyOf(await sendSigned(`/api/diner/orders?store_id=${storeId}`, {}));
}

export async function readOrder(place: OrderPlace): Promise<OrderPage> {
  return bodyOf(await sendSigned(at(place), {}));
}

export async function readPass(place: OrderPlace): Promise<PassView> {
  return bodyOf(await sendSigned(`${at(place)}/pass`, {}));
}

export async function askOrder(place: OrderPlace): Promise<OrderPage> {
  return bodyOf(await sendSigned(`${at(place)}/ask`, { method: "POST" }));
}

export async function cancelOrder(place: OrderPlace): Promise<OrderPage> {
  return bodyOf(await sendSigned(`${at(place)}/cancel`, { method: "POST" }));
}

export async function readMethods(place: OrderPlace, client: ClientKind, couponId: string | null): Promise<MethodsView> {
  const coupon = couponId ? `&coupon_id=${couponId}` : "";
  return bodyOf(await sendSigned(`${at(place)}/methods?client=${client}${coupon}`, {}));
}

/** `isCertain` false: nothing certain yet, call again with the same key. */
export async function beginPayment(
  place: OrderPlace,
  key: string,
  wish: { channel: string; method: string; auth_code?: string; coupon_id?: string },
): Promise<{ payment: PaymentView; isCertain: boolean }> {
  const answer = await sendSigned(`${at(place)}/payments`, { method: "POST", body: wish, key });
  return { payment: bodyOf<PaymentView>(answer), isCertain: answer.status !== 202 };
}

/** Let the order's amount be held, in the words that were read. `isCertain` false: call again with the same key. */
export async function beginHold(
  place: OrderPlace,
  key: string,
  wish: { channel: string; consent_version: string },
): Promise<{ hold: PreauthView; isCertain: boolean }> {
  const answer = await sendSigned(`${at(place)}/holds`, { method: "POST", body: wish, key });
  return { hold: bodyOf<PreauthView>(answer), isCertain: answer.status !== 202 };
}

export async function listCoupons(storeId: string): Promise<CouponView[]> {
  return bodyOf(await sendSigned(`/api/diner/coupons?store_id=${storeId}`, {}));
}

/** The coupons this order can be paid with, the one that takes off most first. */
export async function readFittingCoupons(place: OrderPlace): Promise<FittingCoupon[]> {
  return bodyOf(await sendSigned(`${at(place)}/coupons`, {}));
}

/** What late money is for; null: the page of the closed order is open, and nothing is said yet. */
export async function sayLateWish(place: OrderPlace, wish: LateWish | null): Promise<OrderPage> {
  return bodyOf(await sendSigned(`${at(place)}/late-wish`, { method: "POST", body: { wish } }));
}

export async function giveFeedback(place: OrderPlace, stars: number, words: string): Promise<OrderPage> {
  return bodyOf(await sendSigned(`${at(place)}/feedback`, { method: "POST", body: { stars, words } }));
}

export async function giveConsent(place: OrderPlace, templates: string[]): Promise<void> {
  bodyOf(await sendSigned(`${at(place)}/consents`, { method: "POST", body: { template_ids: templates } }));
}

export async function readAccounts(storeId: string): Promise<AccountsView> {
  return bodyOf(await sendSigned(`/api/diner/accounts?store_id=${storeId}`, {}));
}

/** An order to pay whose value is credited when the money is here. */
export async function buyValue(what: "top-ups" | "repayments", key: string, body: BuyValue): Promise<OrderView> {
  return bodyOf(await sendSigned(`/api/diner/${what}`, { method: "POST", body, key }));
}

/** The customer comes to pay in cash; unlike a hint it is answered, because they are told that the counter knows. */
export async function comeToCounter(place: OrderPlace): Promise<void> {
  bodyOf(await sendSigned(`${at(place)}/hints`, { method: "POST", body: { kind: "to-counter" } }));
}

/** Everything the customer was told in this store, the newest first. */
export async function listMessages(storeId: string): Promise<MessageView[]> {
  return bodyOf(await sendSigned(`/api/diner/messages?store_id=${storeId}`, {}));
}

export async function seeMessage(storeId: string, messageId: string): Promise<void> {
  bodyOf(await sendSigned(`/api/diner/messages/${storeId}/${messageId}/seen`, { method: "POST" }));
}

/** The customer sees that this payment failed: no message needs to say it. */
export async function seeFailure(place: OrderPlace, paymentId: string): Promise<void> {
  bodyOf(await sendSigned(`${at(place)}/payments/${paymentId}/shown`, { method: "POST" }));
}

/** Where reminders may reach the customer; the number's middle is hidden. */
export async function readContact(storeId: string): Promise<ContactView> {
  return bodyOf(await sendSigned(`/api/diner/contact?store_id=${storeId}`, {}));
}

export type NewContact = Omit<SetContact, "store_id">;

export async function changeContact(storeId: string, contact: NewContact): Promise<ContactView> {
  return bodyOf(await sendSigned("/api/diner/contact", { method: "PUT", body: { store_id: storeId, ...contact } }));
}

/** What the page noticed; nobody waits for an answer, and it must leave even with the page. */
export function sayHint(place: OrderPlace, hint: PageHint): void {
  const token = knownToken();
  if (token) platform.whisper(platform.apiBase + `${at(place)}/hints`, token, hint);
}
