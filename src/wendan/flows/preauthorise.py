"""A customer lets money be held for an order: consent and number are written down, then the channel is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from wendan.channels.port import ChannelRefused
from wendan.channels.preauth import HoldAsk, HoldPrepared, told
from wendan.domains.evidence.model import Happening
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.rules import demand_payable
from wendan.domains.preauth.errors import ConsentIsOutdated, PreauthIsNotOffered
from wendan.domains.preauth.model import METHOD_OF, Consent, Place, Preauth, PreauthState, PreauthWish
from wendan.domains.preauth.rules import choose_hold
from wendan.domains.preauth.service import begin, prepared, unanswered
from wendan.domains.preauth.states import LIVE
from wendan.domains.risk.rules.consent import CONSENT_IN_FORCE, fingerprint_of
from wendan.domains.risk.service import agree
from wendan.domains.routing.model import Act, Route
from wendan.domains.routing.rules.accounts import accounts_of, act_on, choose_account, in_force
from wendan.flows.guarantees import asks_for_guarantee, decision_of, may_hold
from wendan.flows.hold_rows import description_of
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.payment_rows import CHANNEL_EXPIRES_BEFORE
from wendan.flows.settle import settle
from wendan.kernel.errors import Silence
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.numbers import HOLD
from wendan.platform.changes import Changes


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """A press by the diner who owns the order, and the version of the text they agreed to by it."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID
    channel: str
    client_key: str
    consent_version: str


async def preauthorise(house: House, request: HoldRequest) -> Preauth:
    """The hold to agree to: PENDING with parameters for the device, UNKNOWN while we keep asking, or how it ended.

    Raises OrderIsUnknown, PreauthIsNotOffered, ConsentIsOutdated, OrderNoLongerAwaitsPayment, OrderExpired,
    PreauthIdWasUsed, TooManyHolds.
    """
    preauth = await house.decide("preauth", lambda: _begin_once(house, request))
    house.hints.changed(request.store_id, request.order_id)
    is_open = preauth.state in LIVE and not (preauth.state is PreauthState.PENDING and preauth.parameters)
    return await _ask(house, preauth) if is_open else preauth


async def _begin_once(house: House, request: HoldRequest) -> Preauth:
    file = await read_order_file(house, request.store_id, request.order_id)
    decision = await decision_of(house, (request.store_id, request.order_id))
    if file is None or request.diner_id != file.order.diner_id:
        raise OrderIsUnknown
    if not asks_for_guarantee(decision):
        raise PreauthIsNotOffered(channel=request.channel)
    if request.consent_version != CONSENT_IN_FORCE:
        raise ConsentIsOutdated(version=CONSENT_IN_FORCE)
    stamp = house.stamp()
    wish = PreauthWish(
        request.client_key,
        request.channel,
        _account(house, file, request.channel),
        file.order.total_fen,
        Consent(CONSENT_IN_FORCE, fingerprint_of(CONSENT_IN_FORCE), request.diner_id, stamp.now),
    )
    known = choose_hold(file.preauths, wish)
    if known is not None:
        return known
    demand_payable(file.order, stamp.now)
    assert decision is not None
    preauth, changes = _new(house, file, wish, stamp)
    await house.database.commit(changes + agree(decision, CONSENT_IN_FORCE, stamp.now))
    return preauth


def _new(house: House, file: OrderFile, wish: PreauthWish, stamp: Stamp) -> tuple[Preauth, Changes]:
    """The hold, and in its history who agreed to which words."""
    attempt = len(file.preauths) + 1
    place = Place(
        file.order.store_id,
        file.order.id,
        stamp.id(),
        attempt,
        file.next_number(HOLD, house.directory.cell, attempt),
        stamp.now,
        file.order.expires_at - CHANNEL_EXPIRES_BEFORE,
    )
    first_look_s = house.settings.query_schedule_s[0]
    preauth, changes = begin(place, wish, stamp.now + timedelta(seconds=first_look_s))
    agreed = Happening(
        "consent-given",
        {"version": wish.consent.version, "hash": wish.consent.text_hash, "by": wish.consent.by},
    )
    words = {
        "number": preauth.number,
        "channel": preauth.channel,
        "account": preauth.account,
        "method": preauth.method,
        "amount_fen": preauth.amount_fen,
    }
    return preauth, changes + file.evidence(stamp, agreed, Happening("hold-requested", words))


def _account(house: House, file: OrderFile, channel: str) -> str:
    """The store's account by which money is held now. Raises PreauthIsNotOffered."""
    route = choose_account(_routes(house, file, channel), house.routes.breakers)
    if route is None:
        raise PreauthIsNotOffered(channel=channel)
    return route.account


def _routes(house: House, file: OrderFile, channel: str) -> Sequence[Route]:
    switches = in_force(house.routes.switches, file.store.merchant_id, house.clock.now())
    routes = [
        Route(channel, account, METHOD_OF[channel])
        for account in accounts_of(file.store.accounts, file.store.more_accounts, channel)
        if may_hold(house, channel, account)
    ]
    acts = {route: act_on(route, switches) for route in routes}
    return [route for route, switch in acts.items() if switch is None or switch.act is not Act.CLOSE]


async def _ask(house: House, preauth: Preauth) -> Preauth:
    """Ask for the hold; the same number again is the same hold, so a lost answer is asked for once more."""
    file = await read_order_file(house, preauth.store_id, preauth.order_id)
    assert file is not None
    ask = HoldAsk(
        preauth.account,
        preauth.number,
        preauth.amount_fen,
        description_of(file),
        preauth.requested_at,
        preauth.expires_at,
    )
    try:
        answer = await house.holders[preauth.channel].freeze(ask)
    except Silence:
        answer = None
    except ChannelRefused as refused:
        if not refused.retryable:
            await settle(house, _declined(preauth, refused, house))
            return await _as_it_stands(house, preauth)
        answer = None
    if answer is not None and answer.news is not None:
        await settle(house, told(answer.news))
        return await _as_it_stands(house, preauth)
    return await house.decide("preauth", lambda: _note_once(house, preauth, answer))


def _declined(preauth: Preauth, refused: ChannelRefused, house: House) -> ChannelNews:
    return ChannelNews(
        channel=preauth.channel,
        account=preauth.account,
        subject=Subject.HOLD,
        number=preauth.number,
        word=Word.DECLINED,
        source=Source.REQUEST,
        heard_at=house.clock.now(),
        raw=refused.raw,
        cause=refused.cause,
    )


async def _note_once(house: House, preauth: Preauth, answer: HoldPrepared | None) -> Preauth:
    """Write down that the channel answered with parameters, or not at all."""
    file = await read_order_file(house, preauth.store_id, preauth.order_id)
    assert file is not None
    current, stamp = file.preauth(preauth.id), house.stamp()
    if current.state not in LIVE or (answer is None and current.parameters is not None):
        return current
    if answer is None:
        noted, changes = unanswered(current)
    else:
        noted, changes = prepared(current, dict(answer.parameters))
    kind = "hold-unanswered" if answer is None else "hold-prepared"
    if changes:
        await house.database.commit(
            changes + file.evidence(stamp, Happening(kind, {"number": current.number}))
        )
    return noted


async def _as_it_stands(house: House, preauth: Preauth) -> Preauth:
    file = await read_order_file(house, preauth.store_id, preauth.order_id)
    assert file is not None
    return file.preauth(preauth.id)
