/** The ledger's accounts and the picture's places in words. */
import { word } from '@/words';

/** Accounts that are no contract with anybody: there is one of each, and its channel says which. */
const OUR_OWN = ['drawer', 'terminal', 'members'];

/** Whether it is an account with somebody, who pays it out. */
export const isContract = (account: string) => !OUR_OWN.includes(account);

/** `receivable:wechat:19000001` is 渠道应收 · 微信支付 19000001; an account of the merchant itself needs no more than its group. */
export function accountText(account: string): string {
  const [group = '', channel, number] = account.split(':');
  const name = word('ledger-account', group);
  if (number === undefined) return name;
  const place = `${name} · ${word('channel', channel ?? '')}`;
  return OUR_OWN.includes(number) ? place : `${place} ${number}`;
}

/** `channel:wechat` or one of the picture's own places. */
export function placeText(place: string): string {
  const [kind, channel] = place.split(':');
  if (kind === 'channel') return word('channel', channel ?? '');
  const own = word('flow-place', place);
  return own === place ? word('ledger-account', place) : own;
}
