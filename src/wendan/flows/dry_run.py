"""What today's rules would have offered to yesterday's customers: a look before a hand is laid on the switch."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.routing.model import Client, FirstTry, Shopper, Situation, Way
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.rules.offers import offers
from wendan.domains.routing.rules.success import chances
from wendan.domains.routing.rules.tallies import client_of
from wendan.domains.routing.store import FIRST_TRIES
from wendan.flows.house import House
from wendan.platform.ids import first_id_at

WAYS = [Way(*key) for key in METHODS]
EVERY_PAYER = frozenset(channel for channel, _ in METHODS)


@dataclass(frozen=True, slots=True)
class What:
    """Whose which day, and what would be different: channels taken away, another weight of the fee."""

    store_id: UUID
    day: date
    without: Collection[str]
    cost_weight: float


@dataclass(frozen=True, slots=True)
class DryRun:
    """`moves` counts (what the customer chose first, what would be offered first); `fee` is what channels keep.

    `expected` is the mean chance of the first offer by the crowd's own word; `kept` how many first tries paid.
    `reasons` counts why the first offer would stand first, "" where there is nothing to say.
    """

    tries: int
    kept: int
    same: int
    nothing_left: int
    expected: float
    fee_fen: int
    fee_before_fen: int
    moves: list[tuple[str, str, int]]
    reasons: list[tuple[str, int]]


async def dry_run(house: House, what: What) -> DryRun:
    """Answers for at most the day's last 5,000 payments. Raises StoreIsUnknown."""
    store = await house.database.read(STORE_BY_ID, store_id=what.store_id)
    if store is None:
        raise StoreIsUnknown
    began = datetime.combine(what.day, time(), ZoneInfo(store.timezone))
    tries = await house.reports.read(
        FIRST_TRIES,
        store_id=store.store_id,
        since_id=first_id_at(began),
        until_id=first_id_at(began + timedelta(days=1)),
    )
    await house.crowds.read(store)
    return _judged(house, store, what, tries)


def _judged(house: House, store: Store, what: What, tries: list[FirstTry]) -> DryRun:
    moves: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    expected, fee, fee_before, nothing_left = 0.0, 0.0, 0.0, 0
    for tried in tries:
        situation = _situation(house, store, what, tried)
        offered = offers(situation)
        fee_before += tried.amount_fen * _cost((tried.channel, tried.method))
        if not offered:
            nothing_left += 1
            continue
        first = Way(offered[0].channel, offered[0].method)
        moves[f"{tried.channel}/{tried.method}", f"{first.channel}/{first.method}"] += 1
        reasons[offered[0].reason or ""] += 1
        expected += situation.chances[first].probability
        fee += tried.amount_fen * _cost((first.channel, first.method))
    shown = max(1, len(tries) - nothing_left)
    return DryRun(
        tries=len(tries),
        kept=sum(tried.is_kept for tried in tries),
        same=sum(count for (was, would), count in moves.items() if was == would),
        nothing_left=nothing_left,
        expected=round(expected / shown, 4),
        fee_fen=round(fee),
        fee_before_fen=round(fee_before),
        moves=[(was, would, count) for (was, would), count in moves.most_common()],
        reasons=reasons.most_common(),
    )


def _cost(way: tuple[str, str]) -> float:
    row = METHODS.get(way)
    return 0.0 if row is None else row.cost_bp / 10_000


def _situation(house: House, store: Store, what: What, tried: FirstTry) -> Situation:
    client = client_of(tried.entry, Way(tried.channel, tried.method))
    hour = tried.requested_at.astimezone(ZoneInfo(store.timezone)).hour
    shopper = Shopper(client, tried.amount_fen, frozenset(store.marks), hour)
    return Situation(
        client=client,
        amount_fen=tried.amount_fen,
        marks=store.marks,
        accounts=_accounts(house, store, what.without),
        methods={name: channel.methods.keys() for name, channel in house.channels.items()},
        payers=EVERY_PAYER if client in (Client.WECHAT, Client.MINI_PROGRAM, Client.ALIPAY) else (),
        breakers={},
        switches=(),
        chances=chances(shopper, house.crowds.of(store), WAYS),
        cost_weight=what.cost_weight,
    )


def _accounts(house: House, store: Store, without: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    return {
        name: accounts_of(store.accounts, store.more_accounts, name)
        for name in house.channels
        if name not in without
    }
