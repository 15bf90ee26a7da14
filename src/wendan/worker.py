"""What a worker does all day: alarm clocks, letters, files, and the looks at everything that nobody asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from wendan.domains.balances.model import CREDIT_TIMER, DEBT_TIMER
from wendan.domains.insight.model import DAY_REPORT_TIMER
from wendan.domains.kitchen.model import UNSEEN_TIMER
from wendan.domains.ledger.model.days import CLOSING_TIMER
from wendan.domains.mass_incidents.model import INCIDENT_TIMER
from wendan.domains.messages.model import MESSAGE_TIMER
from wendan.domains.ordering.model import EXPIRY_TIMER
from wendan.domains.passes.model import PAID_TIMER
from wendan.domains.payments.model import QUERY_TIMER, TELL_TIMER
from wendan.domains.preauth.model import PREAUTH_TIMER
from wendan.domains.promotions.model import COUPON_TIMER
from wendan.domains.reconciliation.model import BILL_TIMER
from wendan.domains.recovery.model import NIGHT_TIMER
from wendan.domains.recovery.rules.ladder import REMIND_TIMER
from wendan.domains.refunds.model import DRIVE_TIMER, HAND_BACK_TIMER
from wendan.domains.risk.model.fits import FIT_TIMER
from wendan.flows.alarm_hand_back import alarm_hand_back
from wendan.flows.audit_night import audit_night
from wendan.flows.book_payouts import LEARNED_LATE_TIMER, find_payout
from wendan.flows.callback import settle_kept
from wendan.flows.carry_files import carry_files
from wendan.flows.close_day import close_days
from wendan.flows.collect_debt import collect_debt
from wendan.flows.compensate import go_on_compensating
from wendan.flows.cook import ring
from wendan.flows.credit_value import credit_value
from wendan.flows.day_report import tell_day
from wendan.flows.deliver import deliver_letters
from wendan.flows.detect import Normals, detect
from wendan.flows.drive_hold import drive_hold
from wendan.flows.exchange import exchange
from wendan.flows.expire import expire
from wendan.flows.fetch_bill import follow_bill
from wendan.flows.follow import follow
from wendan.flows.give_coupon import expire_coupon
from wendan.flows.house import House
from wendan.flows.late_choice import end_choice
from wendan.flows.late_money import CHOICE_TIMER
from wendan.flows.print_tickets import print_tickets
from wendan.flows.probe import probe
from wendan.flows.reenter import REENTRY_TIMER, finish_reentry
from wendan.flows.refit import refit
from wendan.flows.refund import drive
from wendan.flows.remind import remind
from wendan.flows.roll import roll, sample
from wendan.flows.sweep import sweep
from wendan.flows.tell_failure import tell_failure
from wendan.flows.watch import watch
from wendan.notify.ways import letter_carrier
from wendan.platform.inbox import INBOX_TIMER
from wendan.platform.runner import Pace, TimerLoop, repeat
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

RINGS: Final[dict[str, Callable[[House, Timer], Awaitable[None]]]] = {
    QUERY_TIMER: sweep,
    EXPIRY_TIMER: expire,
    DRIVE_TIMER: drive,
    HAND_BACK_TIMER: alarm_hand_back,
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
    BILL_TIMER: follow_bill,
    CLOSING_TIMER: close_days,
    TELL_TIMER: tell_failure,
    DAY_REPORT_TIMER: tell_day,
    FIT_TIMER: refit,
    LEARNED_LATE_TIMER: find_payout,
}


@dataclass(frozen=True, slots=True)
class Look:
    """Something that is looked at again and again.

    `rests`: how many times as long as it took nothing follows, whatever the clock says: at a drill's pace a second is
    soon over.
    """

    name: str
    every_s: float
    rests: float
    once: Callable[[], Awaitable[object]]


async def run_worker(house: House) -> None:
    """Alarm clocks, letters and the looks, until cancelled; whatever happens to the database."""
    settings = house.settings
    pace = Pace(settings.timer_poll_ms / 1000, settings.timer_batch, settings.timer_lease_s)

    def bound(kind: str) -> Callable[[Timer], Awaitable[None]]:
        return lambda timer: RINGS[kind](house, timer)

    timers = TimerLoop(house.database, house.clock, {kind: bound(kind) for kind in RINGS}, pace)
    notifier = letter_carrier(house.ways, settings.alarm_webhook_url, house.clock, house.ids)
    try:
        await asyncio.gather(
            repeat("timers", timers.turn),
            repeat("letters", lambda: deliver_letters(house, notifier)),
            repeat("files", lambda: carry_files(house)),
            repeat("printers", lambda: print_tickets(house)),
            repeat("probes", lambda: probe(house)),
            *(_keep_looking(house, look) for look in looks_of(house)),
        )
    finally:
        await timers.stop()
        await notifier.aclose()


def looks_of(house: House) -> tuple[Look, ...]:
    """What is looked at without anybody's asking."""
    normals = Normals(house.reports)

    async def promises() -> None:
        await watch(house, await find_breaches(house.reports, house.clock.now()))

    return (
        # The promises read everything.
        Look("watch", house.settings.watch_interval_s, 5, promises),
        Look("incidents", 5.0, 1, lambda: detect(house, normals)),
        Look("rolling", 1.0, 3, lambda: roll(house)),
        Look("sample", 60.0, 1, lambda: sample(house)),
    )


async def _keep_looking(house: House, look: Look) -> None:
    async def turn() -> float:
        began_ms = house.clock.monotonic_ms()
        await look.once()
        took_s = (house.clock.monotonic_ms() - began_ms) / 1000
        await house.clock.sleep(look.every_s)
        return took_s * look.rests

    await repeat(look.name, turn)
