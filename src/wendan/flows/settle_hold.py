"""News of held money: an order rests on it, it goes back, or a person must look; and what a payment does to its hold."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.model import Finding as CaseFinding
from wendan.domains.incidents.service import open_case
from wendan.domains.ordering.model import Order, OrderState
from wendan.domains.ordering.rules import pickup_until
from wendan.domains.ordering.states import UNPAID
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.payments.service import keep_words
from wendan.domains.preauth.model import Finding, Preauth, PreauthState, Verdict, Why
from wendan.domains.preauth.rules import weigh
from wendan.domains.preauth.service import captured, give_up, hold, look_at, move, not_captured, release
from wendan.flows.close_if_last import close_if_last
from wendan.flows.confirmation import confirm_order
from wendan.flows.contradiction import contradicts
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import NOTHING, Changes

Heard = tuple[Preauth, ChannelNews]
NEXT_CAPTURE: Final = timedelta(hours=6)
"""After a taking that was refused for certain."""


def settle_hold(house: House, file: OrderFile, news: ChannelNews, stamp: Stamp) -> tuple[str, Changes]:
    """One word for what happened to the hold, and everything to be written for it."""
    preauth = file.preauth_of(news.number)
    if preauth is None:
        return contradicts(file, news, stamp, CaseType.UNKNOWN_NUMBER)
    verdict = weigh(preauth, news)
    if verdict.finding is Finding.KNOWN:
        return "known", NOTHING
    if verdict.finding is Finding.CONTRADICTION:
        return contradicts(file, news, stamp, CaseType.CONTRADICTION)
    if verdict.finding is Finding.DOUBTFUL:
        return "asking", look_at(preauth, stamp.now)
    if verdict.finding in (Finding.HELD, Finding.WRONG_AMOUNT):
        return _held(house, file, (preauth, news), verdict, stamp)
    return "moved", _moved(file, (preauth, news), verdict, stamp)


def _held(house: House, file: OrderFile, heard: Heard, verdict: Verdict, stamp: Stamp) -> tuple[str, Changes]:
    """The customer's money is held: the order is confirmed by it, or it goes straight back."""
    preauth, news = heard
    message, changes = keep_words(file.order.store_id, file.order.id, stamp.id(), news)
    why = _unwanted(file, verdict)
    words = {"number": preauth.number, "amount_fen": news.amount_fen, "source": news.source}
    happenings = [Happening("hold-frozen", words)]
    if why is not None:
        changes += give_up(preauth, news, message.id, why)[1]
        told = Happening("hold-releasing", {"number": preauth.number, "why": why})
        return "refunding", changes + file.evidence(stamp, *happenings, told)
    look = pickup_until(stamp.now, file.store.timezone)
    changes += hold(preauth, news, message.id, look)[1]
    confirming, delivery = confirm_order(house, file, preauth.id, stamp)
    happenings += [Happening("order-confirmed", {"guarantee": preauth.number}), delivery]
    return "confirmed", changes + confirming + file.evidence(stamp, *happenings)


def _unwanted(file: OrderFile, verdict: Verdict) -> Why | None:
    """Why this order does not rest on this hold; None when it does."""
    if verdict.finding is Finding.WRONG_AMOUNT:
        return Why.WRONG_AMOUNT
    return None if file.order.state in UNPAID else why_unwanted(file.order)


def why_unwanted(order: Order) -> Why:
    """Why an order that waits for nothing any more needs no hold."""
    if order.state is OrderState.CANCELLED:
        return Why.ORDER_CANCELLED
    return Why.ORDER_CLOSED if order.state is OrderState.CLOSED else Why.PAID_OTHERWISE


def _moved(file: OrderFile, heard: Heard, verdict: Verdict, stamp: Stamp) -> Changes:
    """Nothing is held, or no more; the last way to pay a closing order closes it."""
    preauth, news = heard
    message, changes = keep_words(file.order.store_id, file.order.id, stamp.id(), news)
    changes += move(preauth, verdict.state, news, message.id)[1]
    words = {"number": preauth.number, "word": news.word, "source": news.source, "cause": news.cause}
    happenings = [Happening(f"hold-{verdict.state.lower()}", words)]
    if verdict.finding is Finding.LOST and file.is_owed:
        lost, told = _uncollected(file, preauth, stamp)
        changes, happenings = changes + lost, happenings + told
    others = [*file.live_payments(), *(other for other in file.live_preauths() if other.id != preauth.id)]
    is_last = verdict.state in (PreauthState.CLOSED, PreauthState.FAILED) and not others
    closing, told = close_if_last(file, stamp, is_last=is_last)
    return changes + closing + file.evidence(stamp, *happenings, *told)


def with_money(file: OrderFile, paid: Payment, proof_id: UUID, stamp: Stamp) -> Changes:
    """Money has moved: its own hold is taken; one that the order rests on no more goes back."""
    own = file.preauth_of(paid.number)
    changes = captured(own, stamp.now, proof_id) if own is not None else NOTHING
    other = file.guarantee
    if paid.fate is Fate.KEPT and other is not None and other is not own:
        changes += release(other, Why.PAID_OTHERWISE, stamp.now)[1]
    return changes


def without_capture(file: OrderFile, ended: Payment, stamp: Stamp) -> tuple[Changes, list[Happening]]:
    """A payment moved without money; where it was to be taken of a hold, that is asked about, and a person called."""
    preauth = file.preauth_of(ended.number)
    if preauth is None or ended.state not in (PaymentState.FAILED, PaymentState.CLOSED):
        return NOTHING, []
    # What is closed at the channel is looked at once more; what was only refused is tried again later.
    is_refused = ended.state is PaymentState.FAILED
    changes = not_captured(preauth, stamp.now + (NEXT_CAPTURE if is_refused else timedelta(0)))
    if not file.is_owed:
        return changes, []
    called, happenings = _uncollected(file, preauth, stamp)
    return changes + called, happenings


def _uncollected(file: OrderFile, preauth: Preauth, stamp: Stamp) -> tuple[Changes, list[Happening]]:
    """The meal was given on a guarantee that brought no money: what the customer owes is a person's to collect."""
    reason = f"the guarantee {preauth.number} brought no money for a meal of {file.order.total_fen} fen"
    finding = CaseFinding(
        file.order.store_id,
        file.order.id,
        CaseType.MEAL_UNCOLLECTED,
        preauth.number,
        reason,
        file.order.total_fen,
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if not changes:
        return NOTHING, []
    return changes, [Happening("case-opened", {"type": case.type, "reason": reason})]
