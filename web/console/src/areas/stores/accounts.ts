/** A store's merchant numbers as one line for each channel: the first is asked first, the others when it is ill. */
import type { SetAccounts, StoreAccounts } from '@shared/types';

export const CHANNELS = ['wechat', 'alipay', 'unionpay', 'campus-card'] as const;
export const CAMPUS = 'campus';

export interface AccountsForm {
  numbers: Record<string, string>;
  isCampus: boolean;
}

export function formOf(known: StoreAccounts): AccountsForm {
  const line = (channel: string) => [known.accounts[channel], ...(known.more_accounts[channel] ?? [])].filter(Boolean).join(' ');
  return {
    numbers: Object.fromEntries(CHANNELS.map((channel) => [channel, line(channel)])),
    isCampus: known.marks.includes(CAMPUS),
  };
}

/** What is not on the form (cash, other marks) stays as it was. */
export function wishOf(form: AccountsForm, before: StoreAccounts): SetAccounts {
  const accounts = { ...before.accounts };
  const more = { ...before.more_accounts };
  for (const channel of CHANNELS) {
    const [first, ...others] = (form.numbers[channel] ?? '').split(/[\s,，、]+/).filter(Boolean);
    delete accounts[channel];
    delete more[channel];
    if (first) accounts[channel] = first;
    if (others.length) more[channel] = others;
  }
  const marks = before.marks.filter((mark) => mark !== CAMPUS);
  return { accounts, more_accounts: more, marks: form.isCampus ? [...marks, CAMPUS] : marks };
}
