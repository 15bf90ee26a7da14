"""The wiring: which parts make a house, and what runs in it. The only file that knows every part."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final, Protocol

from wendan.channels.balance import BalanceChannel
from wendan.channels.bank_card import CardTerminal
from wendan.channels.cash import CashDrawer
from wendan.channels.http import ChannelOptions
from wendan.channels.own_book import OwnBook
from wendan.channels.port import Identity, PageIdentity, PaymentChannel
from wendan.channels.preauth import PreAuthorising
from wendan.channels.watched import WatchedChannel, WatchedHolder
from wendan.domains.balances.rules import KIND_OF_CHANNEL
from wendan.domains.preauth.model import METHOD_OF
from wendan.domains.routing.rules.accounts import OWN
from wendan.flows.addresses import Addresses
from wendan.flows.crowds import Crowds
from wendan.flows.house import Directory, House
from wendan.flows.policies import Policies, default_policy
from wendan.flows.routes import Routes
from wendan.flows.value_bank import ValueBank
from wendan.flows.value_book import write_value_day
from wendan.kernel.errors import Silence
from wendan.notify.platforms import HttpOptions
from wendan.notify.ways import open_ways
from wendan.platform.clock import Clock
from wendan.platform.db import Database, open_database
from wendan.platform.hints import Hints
from wendan.platform.ids import Ids
from wendan.platform.log import logger
from wendan.platform.runner import repeat
from wendan.platform.settings import Settings, account_files

REPORT_CONNECTIONS: Final = 2
WARM_EVERY_S: Final = 12 * 3600.0
WARM_LOOK_S: Final = 2.0
LEAST_WARM_GAP_S: Final = 60.0
_log = logger("wendan.app")


class _Party(Protocol):
    async def aclose(self) -> None:
        """Close connections."""


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock, ids: Ids) -> AsyncIterator[House]:
    """A house with open doors: databases, channels, hints. `settings.database_url` must be given."""
    url = settings.database_url
    assert url is not None, "the caller starts the embedded PostgreSQL and says where it is"
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url, settings.database_pool_size))
        reports = await stack.enter_async_context(open_database(url, REPORT_CONNECTIONS, long_work=True))
        channels, identity, page_identity = _channels(settings, clock, ids)
        channels |= _own_channels(settings, (database, reports), clock, ids)
        routes, crowds, hints = Routes(clock), Crowds(reports, clock), Hints()
        ways = open_ways(settings.messages_file, HttpOptions(), clock, ids)
        parties: tuple[_Party | None, ...] = (*channels.values(), identity, page_identity, ways)
        for party in filter(None, parties):
            stack.push_async_callback(party.aclose)
        house = House(
            database=database,
            reports=reports,
            clock=clock,
            ids=ids,
            channels={name: WatchedChannel(each, routes.feel) for name, each in channels.items()},
            holders=_holders(channels, routes),
            directory=Directory(database, settings.cell),
            settings=settings,
            hints=hints,
            routes=routes,
            crowds=crowds,
            policies=Policies(database, clock, default_policy(settings)),
            addresses=Addresses(settings.secret_path, ids),
            identity=identity,
            page_identity=page_identity,
            ways=ways,
        )
        await stack.enter_async_context(
            beside(
                hints.exchange(url),
                repeat("routes", lambda: routes.exchange(database)),
                *(_keep_warm(c, clock) for c in channels.values() if c.name not in OWN),
            )
        )
        yield house


@asynccontextmanager
async def beside(*works: Awaitable[object]) -> AsyncIterator[None]:
    """Run `works` beside the body; they end with it."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _channels(
    settings: Settings, clock: Clock, ids: Ids
) -> tuple[dict[str, PaymentChannel], Identity | None, PageIdentity | None]:
    """The channels that are set up, and who can tell us the people behind codes of mini-programs and of pages.

    The cryptography of one that is not set up costs no start-up time.
    """
    options = ChannelOptions(
        settings.base_url,
        settings.channel_timeout_s,
        settings.channel_connect_timeout_s,
        settings.channel_connections,
    )
    channels: dict[str, PaymentChannel] = {}
    identity: Identity | None = None
    page_identity: PageIdentity | None = None
    if settings.wechat_file is not None:
        from wendan.channels import wechat  # noqa: PLC0415

        given = [wechat.load_credentials(file) for file in account_files(settings.wechat_file)]
        channels["wechat"] = wechat.WechatPay({each.mchid: each for each in given}, options, clock, ids)
        with_app = next((each for each in given if each.app_secret), None)
        identity = wechat.MiniProgramIdentity(with_app, options) if with_app else None
        page_identity = wechat.ServiceAccounts(given, options)
    channels |= _further_channels(settings, options, clock, ids)
    return channels, identity, page_identity


def _further_channels(
    settings: Settings, options: ChannelOptions, clock: Clock, ids: Ids
) -> dict[str, PaymentChannel]:
    """Those that can only collect and give back."""
    found: dict[str, PaymentChannel] = {}
    if settings.alipay_file is not None:
        from wendan.channels import alipay  # noqa: PLC0415

        sellers = [alipay.load_credentials(file) for file in account_files(settings.alipay_file)]
        found["alipay"] = alipay.Alipay({each.seller_id: each for each in sellers}, options, clock, ids)
    if settings.unionpay_file is not None:
        from wendan.channels import unionpay  # noqa: PLC0415

        merchants = [unionpay.load_credentials(file) for file in account_files(settings.unionpay_file)]
        found["unionpay"] = unionpay.UnionPay({each.mer_id: each for each in merchants}, options, clock, ids)
    if settings.campus_card_file is not None:
        from wendan.channels import campus_card  # noqa: PLC0415

        cards = [campus_card.load_credentials(file) for file in account_files(settings.campus_card_file)]
        found["campus-card"] = campus_card.CampusCard(
            {each.merchant: each for each in cards}, options, clock, ids
        )
    return found


def _holders(channels: Mapping[str, PaymentChannel], routes: Routes) -> dict[str, PreAuthorising]:
    """Those of the channels that can hold money without taking it."""
    found = {name: getattr(channels.get(name), "holds", None) for name in METHOD_OF}
    return {
        name: WatchedHolder(holder, (name, METHOD_OF[name]), routes.feel)
        for name, holder in found.items()
        if holder is not None
    }


def _own_channels(
    settings: Settings, databases: tuple[Database, Database], clock: Clock, ids: Ids
) -> dict[str, PaymentChannel]:
    """What needs no contract with anybody: the counter, and the members' accounts. Their books of a day are long work."""
    database, reports = databases
    bank = ValueBank(database, clock, ids, settings.pay_later_days)
    value_book = partial(write_value_day, reports)
    own: tuple[PaymentChannel, ...] = (
        CashDrawer(database, clock, reports),
        CardTerminal(database, clock, reports),
        *(BalanceChannel(name, bank, clock, OwnBook(value_book)) for name in KIND_OF_CHANNEL),
    )
    return {channel.name: channel for channel in own}


async def _keep_warm(channel: PaymentChannel, clock: Clock) -> None:
    """The channel's certificates: at start, every twelve hours, and when a callback names one we do not hold."""
    warmed_ms: float | None = None

    async def turn() -> float:
        nonlocal warmed_ms
        age_s = None if warmed_ms is None else (clock.monotonic_ms() - warmed_ms) / 1000
        # Anybody may invent a serial: no more than one fetch a minute for that.
        is_short = channel.lacks_keys and age_s is not None and age_s > LEAST_WARM_GAP_S
        if age_s is None or age_s > WARM_EVERY_S or is_short:
            try:
                await channel.warm()
            except Silence as silence:
                _log.warning("channel is not ready yet", channel=channel.name, why=str(silence))
            else:
                warmed_ms = clock.monotonic_ms()
        return WARM_LOOK_S

    await repeat(f"warm-{channel.name}", turn)
