"""What is held is taken when the meal was handed over. The payment is written down, then the channel is asked."""

from wendan.channels.port import ChannelRefused
from wendan.channels.preauth import HoldWord, told
from wendan.domains.evidence.model import Happening
from wendan.domains.payments.model import Payment
from wendan.domains.payments.rules import next_query_at
from wendan.domains.payments.service import asked as payment_asked
from wendan.domains.payments.service import begin, unanswered
from wendan.domains.payments.states import LIVE
from wendan.domains.preauth.model import Preauth, PreauthState
from wendan.domains.preauth.service import asked, capture
from wendan.flows.answers import Answer, news_of
from wendan.flows.hold_rows import capture_ask, capture_payment, hold_key
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.payment_rows import first_query_at, key_of, query_schedule
from wendan.flows.settle import settle
from wendan.flows.settle_hold import NEXT_CAPTURE
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, ChannelNews, Source, Word


async def capture_hold(house: House, preauth: Preauth) -> None:
    """Begin to take what is held; where that was refused before, see whether it is still held and try once more."""
    begun = await house.decide("capture", lambda: _begin_once(house, preauth))
    if begun is None:
        return
    if begun.state in LIVE:
        await _take(house, begun)
    else:
        await _take_again(house, begun)


async def go_on_capturing(house: House, payment: Payment) -> None:
    """The alarm clock of a taking that is not certain: ask, and take again only what the channel never heard of."""
    counted = await house.decide("capture", lambda: _count_once(house, payment))
    if counted is None:
        return
    try:
        news = await house.channels[counted.channel].query(key_of(counted))
    except (Silence, ChannelRefused):
        await house.decide("capture", lambda: _unsure_once(house, counted))
        return
    if news.word is Word.MISSING:
        await _take(house, counted)
    else:
        await settle(house, news)


async def _begin_once(house: House, preauth: Preauth) -> Payment | None:
    """The payment of the taking, new or refused before; None when the hold is no longer there to be taken."""
    file, current = await _files(house, preauth)
    if current.state is not PreauthState.FROZEN or not file.is_owed:
        return None
    stamp = house.stamp()
    earlier = file.payment_of(current.number)
    if earlier is not None:
        await house.database.commit(asked(current, stamp.now, stamp.now + NEXT_CAPTURE)[1])
        return earlier
    fresh = capture_payment(house, file, current, stamp)
    payment, beginning = begin(fresh, first_query_at(house, fresh))
    words = {"number": payment.number, "amount_fen": payment.amount_fen, "channel": payment.channel}
    requested = Happening("capture-requested", words)
    changes = capture(current, stamp.now)[1] + beginning
    await house.database.commit(changes + file.evidence(stamp, requested))
    return payment


async def _take(house: House, payment: Payment) -> None:
    """Ask for it. A plain no is news too; anything unclear is asked about."""
    try:
        news = await _asked_for(house, payment)
    except Silence:
        await house.decide("capture", lambda: _unsure_once(house, payment))
        return
    if news is not None:
        await settle(house, news)


async def _asked_for(house: House, payment: Payment) -> ChannelNews | None:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    preauth = file.preauth_of(payment.number)
    assert preauth is not None
    try:
        return await house.holders[payment.channel].capture(capture_ask(file, preauth, payment))
    except ChannelRefused as refused:
        # "Already there" is asked about by the alarm clock: what the channel then says of it counts, not this no.
        if refused.retryable or refused.cause is Cause.DUPLICATE_REFUSED:
            return None
        declined = Answer(Word.DECLINED, Source.REQUEST, refused.raw, refused.cause)
        return news_of(payment, declined, house.clock.now())


async def _take_again(house: House, payment: Payment) -> None:
    """Refused before: it may have been taken all the same, or be held no more; else it is asked for once more."""
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    preauth = file.preauth_of(payment.number)
    assert preauth is not None
    try:
        news = await house.channels[payment.channel].query(key_of(payment))
        if news.word in (Word.SUCCEEDED, Word.ACCEPTED):
            await settle(house, news)
            return
        hold = await house.holders[payment.channel].query_freeze(hold_key(preauth))
        await settle(house, told(hold))
        if hold.word is HoldWord.HELD:
            await _take(house, payment)
    except (Silence, ChannelRefused):
        return


async def _count_once(house: House, payment: Payment) -> Payment | None:
    current = await _live(house, payment)
    if current is None:
        return None
    now = house.clock.now()
    next_at = next_query_at(current.asked_times + 1, query_schedule(house, current), now)
    counted, changes = payment_asked(current, now, next_at)
    await house.database.commit(changes)
    return counted


async def _unsure_once(house: House, payment: Payment) -> None:
    current = await _live(house, payment)
    if current is not None:
        await house.database.commit(unanswered(current)[1])


async def _live(house: House, payment: Payment) -> Payment | None:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    current = file.payment(payment.id)
    return current if current.state in LIVE else None


async def _files(house: House, preauth: Preauth) -> tuple[OrderFile, Preauth]:
    file = await read_order_file(house, preauth.store_id, preauth.order_id)
    assert file is not None
    return file, file.preauth(preauth.id)
