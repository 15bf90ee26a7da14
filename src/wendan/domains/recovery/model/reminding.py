"""How customers are told: the ladder of unpaid orders (C3), and the one of meals that are paid later."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

HourOfDay = Annotated[int, Meta(ge=0, le=23)]
Share = Annotated[int, Meta(ge=0, le=50)]
TextName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]*$")]


class RungChannel(StrEnum):
    """How a reminder reaches the customer."""

    IN_PAGE = "in-page"
    SUBSCRIPTION = "subscription"
    SERVICE_DIALOG = "service-dialog"
    CUSTOMER_SERVICE = "customer-service"
    SMS = "sms"
    VOICE_CALL = "voice-call"


class Rung(Struct, frozen=True):
    """One step of the ladder (C3): so long after placing, by this channel, with this text and this coupon."""

    after_minutes: Annotated[int, Meta(ge=1, le=24 * 60)]
    channel: RungChannel
    template: TextName
    incentive_fen: Annotated[int, Meta(ge=0, le=100_00)] = 0


CATALOGUE_LADDER = (
    Rung(3, RungChannel.SUBSCRIPTION, "pay-now"),
    Rung(10, RungChannel.SERVICE_DIALOG, "pay-with-coupon", 500),
    Rung(25, RungChannel.VOICE_CALL, "troubleshooting"),
)


class Reminding(Struct, frozen=True):
    """The ladder and its limits; the quiet hours wrap midnight, and equal hours mean none."""

    rungs: Annotated[tuple[Rung, ...], Meta(max_length=10)] = CATALOGUE_LADDER
    countdown_every_minutes: Annotated[int, Meta(ge=1, le=60)] = 5
    quiet_from_hour: HourOfDay = 22
    quiet_until_hour: HourOfDay = 8
    most_per_order: Annotated[int, Meta(ge=0, le=20)] = 3
    most_per_day: Annotated[int, Meta(ge=0, le=50)] = 6
    holdout_percent: Share = 10
    holdout_salt: Annotated[str, Meta(max_length=32, pattern=r"^[0-9A-Za-z_-]*$")] = ""


class DebtRung(Struct, frozen=True):
    """One step of collecting a debt: so many days after it is due, or with a negative number before."""

    days_from_due: Annotated[int, Meta(ge=-30, le=90)]
    channel: RungChannel
    template: TextName


DEBT_LADDER = (
    DebtRung(-1, RungChannel.SUBSCRIPTION, "debt-due-soon"),
    DebtRung(0, RungChannel.SMS, "debt-due"),
    DebtRung(3, RungChannel.SMS, "debt-overdue"),
    DebtRung(7, RungChannel.VOICE_CALL, "debt-call"),
)


class Collecting(Struct, frozen=True):
    """Meals that are paid later: rungs at `at_hour` of the store's day, and a person's case after the last one.

    A diner hears of at most `most_per_day` debts a day; equal quiet hours mean none.
    """

    rungs: Annotated[tuple[DebtRung, ...], Meta(max_length=10)] = DEBT_LADDER
    at_hour: HourOfDay = 10
    quiet_from_hour: HourOfDay = 21
    quiet_until_hour: HourOfDay = 9
    most_per_debt: Annotated[int, Meta(ge=0, le=20)] = 4
    most_per_day: Annotated[int, Meta(ge=0, le=20)] = 1
    case_after_hours: Annotated[int, Meta(ge=0, le=30 * 24)] = 24


class Failures(Struct, frozen=True):
    """A failed payment that no page has shown after so many seconds is told by the first of these ways that is open."""

    tell_after_seconds: Annotated[int, Meta(ge=5, le=600)] = 20
    ways: Annotated[tuple[RungChannel, ...], Meta(max_length=3)] = (RungChannel.SUBSCRIPTION, RungChannel.SMS)
    template: TextName = "payment-failed"
    quiet_from_hour: HourOfDay = 23
    quiet_until_hour: HourOfDay = 7
    most_per_order: Annotated[int, Meta(ge=0, le=20)] = 2
    most_per_day: Annotated[int, Meta(ge=0, le=50)] = 4
