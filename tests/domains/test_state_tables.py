"""What must hold in every state table, whatever is edited in it."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.kitchen.states import TICKET
from wendan.domains.messages.model import MessageSignal, MessageState
from wendan.domains.messages.states import MESSAGE
from wendan.domains.ordering.model import OrderSignal, OrderState
from wendan.domains.ordering.states import ORDER, SERVED, UNPAID
from wendan.domains.passes.states import PASS
from wendan.domains.payments.model import PaymentSignal, PaymentState
from wendan.domains.payments.states import LIVE, PAYMENT
from wendan.domains.preauth.states import PREAUTH
from wendan.domains.promotions.model import CouponSignal, CouponState
from wendan.domains.promotions.states import COUPON
from wendan.domains.refunds.model import RefundSignal, RefundState
from wendan.domains.refunds.states import REFUND, UNFINISHED
from wendan.kernel.states import Contradicts, StateTable

TABLES = [ORDER, PAYMENT, PREAUTH, REFUND, TICKET, MESSAGE, COUPON, PASS]
OVER = (OrderState.CLOSING, OrderState.CLOSED, OrderState.CANCELLED)


@pytest.mark.parametrize("table", TABLES)
def test_every_square_has_an_outcome(table: StateTable) -> None:
    assert len(list(table.squares())) == len(table.states) * len(table.signals)


@given(st.lists(st.sampled_from(PaymentSignal), max_size=12))
def test_a_payment_that_succeeded_stays_so_whatever_is_heard(signals: list[PaymentSignal]) -> None:
    state = PaymentState.SUCCEEDED
    for signal in signals:
        try:
            state = PAYMENT.after(state, signal)
        except Contradicts:
            continue

    assert state is PaymentState.SUCCEEDED


@pytest.mark.parametrize("state", PaymentState)
def test_the_channels_success_is_believed_in_every_state(state: PaymentState) -> None:
    assert PAYMENT.after(state, PaymentSignal.SUCCEEDED) is PaymentState.SUCCEEDED


@pytest.mark.parametrize(
    ("state", "signal"), list(itertools.product(PaymentState, ["SILENT", "MISSING", "REQUEST"]))
)
def test_silence_and_ignorance_end_no_payment(state: PaymentState, signal: str) -> None:
    try:
        after = PAYMENT.after(state, PaymentSignal(signal))
    except Contradicts:
        return

    assert (after in LIVE) == (state in LIVE)


@given(st.sampled_from(PaymentState), st.permutations(["ACCEPTED", "SILENT", "SUCCEEDED"]))
def test_news_in_any_order_and_number_leads_to_the_same_payment(
    state: PaymentState, order: list[str]
) -> None:
    for word in [*order, *order]:
        try:
            state = PAYMENT.after(state, PaymentSignal(word))
        except Contradicts:
            continue

    assert state is PaymentState.SUCCEEDED


@pytest.mark.parametrize("state", RefundState)
def test_a_refund_that_succeeded_is_never_asked_back(state: RefundState) -> None:
    assert REFUND.after(state, RefundSignal.SUCCEEDED) is RefundState.SUCCEEDED


@pytest.mark.parametrize("signal", [RefundSignal.SILENT, RefundSignal.MISSING])
@pytest.mark.parametrize("state", UNFINISHED)
def test_silence_and_ignorance_finish_no_refund(state: RefundState, signal: RefundSignal) -> None:
    assert REFUND.after(state, signal) in UNFINISHED


@pytest.mark.parametrize("state", SERVED)
def test_a_paid_order_never_becomes_unpaid(state: OrderState) -> None:
    for signal in OrderSignal:
        try:
            after = ORDER.after(state, signal)
        except Contradicts:
            continue

        assert after not in (*UNPAID, OrderState.CLOSED)


@pytest.mark.parametrize("state", [*UNPAID, OrderState.CLOSED])
def test_money_confirms_every_unpaid_order_even_a_closed_one(state: OrderState) -> None:
    assert ORDER.after(state, OrderSignal.PAID) is OrderState.CONFIRMED


@pytest.mark.parametrize("state", [state for state in OrderState if state not in OVER])
def test_only_an_order_that_is_closing_can_be_closed(state: OrderState) -> None:
    with pytest.raises(Contradicts):
        ORDER.after(state, OrderSignal.CLOSE)


@pytest.mark.parametrize("state", MessageState)
def test_a_message_is_sent_from_its_plan_alone(state: MessageState) -> None:
    is_planned = state is MessageState.PLANNED
    assert MESSAGE.allows(state, MessageSignal.SEND) == is_planned
    assert MESSAGE.allows(state, MessageSignal.SHOW) == is_planned


@given(st.lists(st.sampled_from(MessageSignal), max_size=12))
def test_only_the_certainty_that_nobody_has_it_leads_back_to_the_plan(signals: list[MessageSignal]) -> None:
    """Silence never does: whoever may have been told is not told again."""
    state = MessageState.SENDING
    for signal in signals:
        try:
            after = MESSAGE.after(state, signal)
        except Contradicts:
            continue
        if after is MessageState.PLANNED and state is not after:
            assert signal is MessageSignal.NOT_TAKEN
        state = after


@pytest.mark.parametrize("state", MessageState)
def test_a_delivery_is_believed_in_every_state(state: MessageState) -> None:
    assert MESSAGE.after(state, MessageSignal.DELIVERED) is MessageState.DELIVERED


@given(st.lists(st.sampled_from(CouponSignal), max_size=12))
def test_a_coupon_is_used_at_most_once_and_only_from_a_hold(signals: list[CouponSignal]) -> None:
    state, uses = CouponState.ISSUED, 0
    for signal in signals:
        try:
            after = COUPON.after(state, signal)
        except Contradicts:
            continue
        if after is CouponState.USED and state is not after:
            assert state is CouponState.HELD
            uses += 1
        state = after

    assert uses == (state is CouponState.USED)


@pytest.mark.parametrize("state", [CouponState.USED, CouponState.EXPIRED, CouponState.WITHDRAWN])
def test_what_has_become_of_a_coupon_is_for_ever(state: CouponState) -> None:
    for signal in CouponSignal:
        assert not COUPON.allows(state, signal)


def test_a_held_coupon_neither_expires_nor_is_taken_away() -> None:
    assert COUPON.after(CouponState.HELD, CouponSignal.EXPIRE) is CouponState.HELD
    with pytest.raises(Contradicts):
        COUPON.after(CouponState.HELD, CouponSignal.WITHDRAW)
