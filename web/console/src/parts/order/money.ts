/** What of an order's money can still be given back, and what its states look like. */
import type { OrderPage, OrderState, PaymentState, PreauthState, RefundState } from '@shared/types';
import type { Tone } from '@/parts/StateTag.vue';

/** Kept payments less every refund that has not failed for good. */
export function refundable(page: Pick<OrderPage, 'payments' | 'refunds'>): number {
  const kept = page.payments.filter((payment) => payment.state === 'SUCCEEDED' && payment.fate === 'KEPT');
  const ids = new Set(kept.map((payment) => payment.id));
  const taken = kept.reduce((sum, payment) => sum + payment.amount_fen, 0);
  const given = page.refunds
    .filter((refund) => ids.has(refund.payment_id) && refund.state !== 'FAILED')
    .reduce((sum, refund) => sum + refund.amount_fen, 0);
  return Math.max(0, taken - given);
}

/** Cash that was promised back and still lies in the drawer. */
export function owedInCash({ payments, refunds }: Pick<OrderPage, 'payments' | 'refunds'>): number {
  const cash = new Set(payments.filter((payment) => payment.channel === 'cash').map((payment) => payment.id));
  return refunds
    .filter((refund) => cash.has(refund.payment_id) && refund.state !== 'SUCCEEDED' && refund.state !== 'FAILED')
    .reduce((sum, refund) => sum + refund.amount_fen, 0);
}

/** Card refunds that the store's own terminal has yet to make. */
export function owedOnCard({ payments, refunds }: Pick<OrderPage, 'payments' | 'refunds'>): OrderPage['refunds'] {
  const card = new Set(payments.filter((payment) => payment.channel === 'bank-card').map((payment) => payment.id));
  return refunds.filter((refund) => card.has(refund.payment_id) && refund.state !== 'SUCCEEDED' && refund.state !== 'FAILED');
}

/** A payment on which money may still arrive. */
export const isOpenPayment = (state: PaymentState) => ['CREATED', 'REQUESTED', 'PENDING', 'UNKNOWN'].includes(state);

export const isUnpaid = (state: OrderState) => state === 'AWAITING_PAYMENT' || state === 'CLOSING';

export const orderTone: Record<OrderState, Tone> = {
  AWAITING_PAYMENT: 'wait',
  CLOSING: 'wait',
  CONFIRMED: 'note',
  PREPARING: 'note',
  READY: 'ok',
  COMPLETED: 'ok',
  CLOSED: 'plain',
  CANCELLED: 'plain',
};

export const paymentTone: Record<PaymentState, Tone> = {
  CREATED: 'plain',
  REQUESTED: 'wait',
  PENDING: 'wait',
  UNKNOWN: 'wait',
  SUCCEEDED: 'ok',
  FAILED: 'bad',
  CLOSED: 'plain',
};

export const refundTone: Record<RefundState, Tone> = {
  CREATED: 'plain',
  REQUESTED: 'wait',
  PROCESSING: 'wait',
  UNKNOWN: 'wait',
  SUCCEEDED: 'ok',
  FAILED: 'bad',
};

export const holdTone: Record<PreauthState, Tone> = {
  CREATED: 'plain',
  REQUESTED: 'wait',
  PENDING: 'wait',
  UNKNOWN: 'wait',
  FROZEN: 'note',
  CAPTURING: 'wait',
  CAPTURED: 'ok',
  RELEASING: 'wait',
  RELEASED: 'plain',
  FAILED: 'bad',
  CLOSED: 'plain',
};

/** Whether the order rests on held money, so that cancelling frees it instead of refunding. */
export const isHeld = ({ preauths }: Pick<OrderPage, 'preauths'>) => preauths.some(({ state }) => state === 'FROZEN' || state === 'CAPTURING');
