"""What some customers bring along: a coupon of the shop, and now and then a friend's phone with the friend's coupon."""

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from wendan.cli.drilling.plan import DrillPlan
from wendan.domains.catalog.store import OWNER_OF_STORE
from wendan.domains.promotions.model import Coupon, Origin, Terms
from wendan.flows.give_coupon import coupon_of_cause, give
from wendan.flows.house import House, HouseIsBusy
from wendan.kernel.money import Fen

WITH_COUPON: Final = 0.35
WITH_FRIENDS_PHONE: Final = 0.25
MOST_ASKED: Final = 20
LEAST_FEN, MOST_FEN = 100, 3000
# What a customer is told about a coupon that cannot be used; they press again without it.
NOT_WITH_IT: Final = (
    "coupon-is-in-use",
    "coupon-was-used",
    "coupon-is-not-valid",
    "order-is-too-small-for-coupon",
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A signed-in phone and the coupon on it."""

    token: str
    coupon_id: str


@dataclass
class Gifts:
    """The shop's promotion. Whoever brings a friend's phone races the friend for the same coupon with another order."""

    plan: DrillPlan
    house: House
    store_id: UUID
    phones: list[Phone] = field(default_factory=list)

    async def welcome(self, n: int, session: dict[str, str]) -> Phone:
        """The phone this customer uses; its coupon's id is empty where there is none."""
        roll = self.plan.chance(n, "coupon")
        if roll >= WITH_COUPON:
            return Phone(session["token"], "")
        if self.phones and roll < WITH_COUPON * WITH_FRIENDS_PHONE:
            return self.phones[int(self.plan.chance(n, "friend") * len(self.phones))]
        coupon = await self._give(n, UUID(session["diner_id"]))
        phone = Phone(session["token"], str(coupon.id))
        self.phones.append(phone)
        return phone

    async def _give(self, n: int, diner_id: UUID) -> Coupon:
        """A shop that is busy, its database killed again and again, is asked once more, as customers do."""
        for _ in range(MOST_ASKED):
            with contextlib.suppress(HouseIsBusy):
                return await self.house.decide("gift", lambda: self._give_once(n, diner_id))
        raise HouseIsBusy

    async def _give_once(self, n: int, diner_id: UUID) -> Coupon:
        owner = await self.house.database.read(OWNER_OF_STORE, store_id=self.store_id)
        assert owner is not None
        cause = f"drill:{n}"
        known = await coupon_of_cause(self.house, self.store_id, cause)
        stamp = self.house.stamp()
        fen = Fen(int(self.plan.between(LEAST_FEN, MOST_FEN, n, "coupon's worth")))
        terms = Terms(
            store_id=self.store_id,
            merchant_id=owner.merchant_id,
            diner_id=diner_id,
            amount_fen=fen,
            min_spend_fen=Fen(int(self.plan.chance(n, "from") * 1500)),
            valid_from=stamp.now,
            valid_until=stamp.now + timedelta(days=30),
            origin=Origin.MANUAL,
            origin_key=cause,
        )
        coupon, changes, _ = give(known, terms, stamp)
        await self.house.database.commit(changes)
        return coupon
