"""The wiring: which parts make a house, and what runs in it. The only file that knows every part."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from wendan.channels.balance import BalanceChannel
from wendan.channels.bank_card import CardTerminal
from wendan.channels.cash import CashDrawer
from wendan.channels.http import ChannelOptions
from wendan.channels.port import Identity, PaymentChannel
from wendan.channels.preauth import PreAuthorising
from wendan.channels.watched import WatchedChannel, WatchedHolder
from wendan.domains.balances.model import CREDIT_TIMER, DEBT_TIMER
from wendan.domains.balances.rules import KIND_OF_CHANNEL
from wendan.domains.kitchen.model import UNSEEN_TIMER
from wendan.domains.mass_incidents.model import INCIDENT_TIMER
from wendan.domains.messages.model import MESSAGE_TIMER
from wendan.domains.ordering.model import EXPIRY_TIMER
from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.payments.model import QUERY_TIMER
from wendan.domains.preauth.model import METHOD_OF, PREAUTH_TIMER
from wendan.domains.promotions.model import COUPON_TIMER
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.recovery.rules.ladder import REMIND_TIMER
from wendan.domains.refunds.model import DRIVE_TIMER
from wendan.domains.routing.rules.accounts import OWN
from wendan.flows.addresses import Addresses
from wendan.flows.audit_night import audit_night
from wendan.flows.callback import settle_kept
from wendan.flows.collect_debt import collect_debt
from wendan.flows.compensate import go_on_compensating
from wendan.flows.cook import ring
from wendan.flows.credit_value import credit_value
from wendan.flows.crowds import Crowds
from wendan.flows.deliver import deliver_letters
from wendan.flows.detect import Normals, detect
from wendan.flows.drive_hold import drive_hold
from wendan.flows.exchange import exchange
from wendan.flows.expire import expire
from wendan.flows.follow import follow
from wendan.flows.give_coupon import expire_coupon
from wendan.flows.house import Directory, House
from wendan.flows.late_choice import end_choice
from wendan.flows.late_money import CHOICE_TIMER
from wendan.flows.policies import Policies, default_policy
from wendan.flows.print_tickets import print_tickets
from wendan.flows.probe import probe
from wendan.flows.reenter import REENTRY_TIMER, finish_reentry
from wendan.flows.refund import drive
from wendan.flows.remind import remind
from wendan.flows.routes import Routes
from wendan.flows.sweep import sweep
from wendan.flows.value_bank import ValueBank
from wendan.flows.watch import watch
from wendan.kernel.errors import Silence
from wendan.notify.platforms import HttpOptions
from wendan.notify.ways import alarm_notifier, open_ways
from wendan.platform.clock import Clock
from wendan.platform.db import Database, open_database
from wendan.platform.hints import Hints
from wendan.platform.ids import Ids
from wendan.platform.inbox import INBOX_TIMER
from wendan.platform.log import logger
from wendan.platform.runner import Pace, TimerLoop, repeat
from wendan.platform.settings import Settings, account_files
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

RINGS: Final[dict[str, Callable[[House, Timer], Awaitable[None]]]] = {
    QUERY_TIMER: sweep,
    EXPIRY_TIMER: expire,
    DRIVE_TIMER: drive,
    PREAUTH_TIMER: drive_hold,
    UNSEEN_TIMER: ring,
    INBOX_TIMER: settle_kept,
    REENTRY_TIMER: finish_reentry,
    CREDIT_TIMER: credit_value,
    DEBT_TIMER: collect_debt,
    NIGHT_TIMER: audit_night,
    INCIDENT_TIMER: go_on_compensating,
    REMIND_TIMER: remind,
    MESSAGE_TIMER: follow,
    COUPON_TIMER: expire_coupon,
    CHOICE_TIMER: end_choice,
    PAID_TIMER: exchange,
}
REPORT_CONNECTIONS: Final = 2
WARM_EVERY_S: Final = 12 * 3600.0
WARM_LOOK_S: Final = 2.0
LEAST_WARM_GAP_S: Final = 60.0
# The promises read everything: at a drill's pace they would run without pause.
WATCH_REST: Final = 5
DETECT_EVERY_S: Final = 5.0

_log = logger("wendan.app")


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock, ids: Ids) -> AsyncIterator[House]:
    """A house with open doors: databases, channels, hints. `settings.database_url` must be given."""
    url = settings.database_url
    assert url is not None, "the caller starts the embedded PostgreSQL and says where it is"
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url, settings.database_pool_size))
        reports = await stack.enter_async_context(open_database(url, REPORT_CONNECTIONS, long_work=True))
        channels, identity = _channels(settings, clock, ids)
        channels |= _own_channels(settings, database, clock, ids)
        routes, crowds, hints = Routes(clock), Crowds(reports, clock), Hints()
        parties: list[PaymentChannel | Identity] = [*channels.values(), *([identity] if identity else [])]
        for party in parties:
            stack.push_async_callback(party.aclose)
        ways = open_ways(settings.messages_file, HttpOptions(), clock, ids)
        stack.push_async_callback(ways.aclose)
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
) -> tuple[dict[str, PaymentChannel], Identity | None]:
    """The channels that are set up, and who can tell us the people behind sign-in codes.

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
    if settings.wechat_file is not None:
        from wendan.channels import wechat  # noqa: PLC0415

        given = [wechat.load_credentials(file) for file in account_files(settings.wechat_file)]
        channels["wechat"] = wechat.WechatPay({each.mchid: each for each in given}, options, clock, ids)
        with_app = next((each for each in given if each.app_secret), None)
        identity = wechat.MiniProgramIdentity(with_app, options) if with_app else None
    channels |= _further_channels(settings, options, clock, ids)
    return channels, identity


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
    settings: Settings, database: Database, clock: Clock, ids: Ids
) -> dict[str, PaymentChannel]:
    """What needs no contract with anybody: the counter, and the members' accounts."""
    bank = ValueBank(database, clock, ids, settings.pay_later_days)
    own: tuple[PaymentChannel, ...] = (
        CashDrawer(database, clock),
        CardTerminal(database, clock),
        *(BalanceChannel(name, bank, clock) for name in KIND_OF_CHANNEL),
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


async def run_worker(house: House) -> None:
    """Alarm clocks, letters and the watch, until cancelled; whatever happens to the database."""
    settings = house.settings
    pace = Pace(settings.timer_poll_ms / 1000, settings.timer_batch, settings.timer_lease_s)

    def bound(kind: str) -> Callable[[Timer], Awaitable[None]]:
        return lambda timer: RINGS[kind](house, timer)

    timers = TimerLoop(house.database, house.clock, {kind: bound(kind) for kind in RINGS}, pace)
    notifier = alarm_notifier(house.ways, settings.alarm_webhook_url, house.clock, house.ids)
    try:
        await asyncio.gather(
            repeat("timers", timers.turn),
            repeat("letters", lambda: deliver_letters(house, notifier)),
            repeat("printers", lambda: print_tickets(house)),
            repeat("probes", lambda: probe(house)),
            _watch(house),
            _detect(house),
        )
    finally:
        await timers.stop()
        await notifier.aclose()


async def _detect(house: House) -> None:
    normals = Normals(house.reports)

    async def turn() -> float:
        began_ms = house.clock.monotonic_ms()
        await detect(house, normals)
        took_s = (house.clock.monotonic_ms() - began_ms) / 1000
        await house.clock.sleep(DETECT_EVERY_S)
        return took_s

    await repeat("incidents", turn)


async def _watch(house: House) -> None:
    async def turn() -> float:
        began_ms = house.clock.monotonic_ms()
        await watch(house, await find_breaches(house.reports, house.clock.now()))
        took_s = (house.clock.monotonic_ms() - began_ms) / 1000
        await house.clock.sleep(house.settings.watch_interval_s)
        return took_s * WATCH_REST

    await repeat("watch", turn)
