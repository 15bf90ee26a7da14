"""News of a refund: it is done, it goes on, or it failed and is tried under a new number or by a person."""

from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ledger.model import NO_INCOME, Income
from wendan.domains.ledger.service import channel_receivable, give_back
from wendan.domains.payments.model import Fate
from wendan.domains.payments.service import keep_words, rebind
from wendan.domains.promotions.rules import discount_returned
from wendan.domains.refunds.model import Refund, RefundState, RefundWish, Sequel
from wendan.domains.refunds.rules import after_news, sequel
from wendan.domains.refunds.service import move
from wendan.flows.alarm_hand_back import calm
from wendan.flows.contradiction import contradicts
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.flows.refund_rows import new_refund
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews
from wendan.kernel.states import Contradicts
from wendan.platform.changes import NOTHING, Changes


def settle_refund(file: OrderFile, news: ChannelNews, stamp: Stamp, cell: str) -> tuple[str, Changes]:
    """One word for what happened to the refund, and everything to be written for it."""
    refund = next((refund for refund in file.refunds if refund.number == news.number), None)
    if refund is None:
        return contradicts(file, news, stamp, CaseType.UNKNOWN_NUMBER)
    try:
        state = after_news(refund, news)
    except Contradicts:
        return contradicts(file, news, stamp, CaseType.CONTRADICTION)
    if state is refund.state:
        return "known", NOTHING
    if state is RefundState.SUCCEEDED and news.amount_fen not in (None, refund.amount_fen):
        return contradicts(file, news, stamp, CaseType.CONTRADICTION)
    message, changes = keep_words(file.order.store_id, file.order.id, stamp.id(), news)
    words = {"number": refund.number, "amount_fen": refund.amount_fen, "source": news.source}
    if state is RefundState.FAILED:
        replacement, following, happening = _after_failure(file, (refund, news), stamp, cell)
    else:
        replacement, happening = None, Happening(f"refund-{state.lower()}", words)
        following = NOTHING
        if state is RefundState.SUCCEEDED:
            following = _post(file, (refund, news), stamp) + calm(file, refund, stamp)
    changes += move(refund, state, news, message.id, replacement)[1] + following
    return "moved", changes + file.evidence(stamp, happening)


def _post(file: OrderFile, done: tuple[Refund, ChannelNews], stamp: Stamp) -> Changes:
    refund, news = done
    posting = file.posting(refund.id, stamp, news.happened_at)
    receivable = channel_receivable(refund.channel, refund.account)
    return give_back(posting, stamp.id(), receivable, refund.amount_fen, _undone(file, refund))


def _undone(file: OrderFile, refund: Refund) -> Income:
    """The income that goes back with this refund, and the same share of what its coupon had taken off."""
    payment = file.payment(refund.payment_id)
    if payment.fate is not Fate.KEPT:
        return NO_INCOME
    assert payment.received_fen is not None
    done = [r for r in file.refunds if r.payment_id == payment.id and r.state is RefundState.SUCCEEDED]
    before = Fen(sum(r.amount_fen for r in done))
    share = discount_returned(payment.discount_fen, payment.received_fen, before, refund.amount_fen)
    return file.income(payment, share)


def _after_failure(
    file: OrderFile, failed: tuple[Refund, ChannelNews], stamp: Stamp, cell: str
) -> tuple[UUID | None, Changes, Happening]:
    """The refund that replaces a failed one, or the case of a person who must; the money's home moves along."""
    refund, news = failed
    fact = next((fact for fact in file.facts if fact.bound_id == refund.id), None)
    if sequel(refund, news) is Sequel.NEW_NUMBER:
        again = RefundWish(
            refund.payment_id,
            refund.channel,
            refund.account,
            refund.amount_fen,
            refund.reason,
            f"again:{refund.number}",
        )
        new, changes = new_refund(file, again, stamp, cell)
        home, happening = (
            ("refund", new.id),
            Happening("refund-renumbered", {"old": refund.number, "new": new.number}),
        )
        replacement: UUID | None = new.id
    else:
        reason = f"refund {refund.number} of {refund.amount_fen} fen ended as {news.word}"
        finding = Finding(
            file.order.store_id,
            file.order.id,
            CaseType.REFUND_FAILED,
            refund.number,
            reason,
            refund.amount_fen,
        )
        case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
        home, happening = ("case", case.id), Happening("case-opened", {"type": case.type, "reason": reason})
        replacement = None
    return replacement, changes + (rebind(fact, *home) if fact else NOTHING), happening
