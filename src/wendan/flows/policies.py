"""Which policy is in force, and which one an order was born with; read once in a while and kept."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from wendan.domains.ordering.model import Order, Patience
from wendan.domains.recovery.model import Policy, PolicyRow, Retention
from wendan.domains.recovery.rules.policies import holding, retention_of
from wendan.domains.recovery.store import NEWEST_OF_OWNER, NEWEST_OF_STORE, POLICY_BY_ID
from wendan.kernel.money import Fen
from wendan.platform.clock import Clock
from wendan.platform.db import Database
from wendan.platform.settings import Settings

KEPT_FOR_MS: Final = 10_000
MOST_KEPT: Final = 5_000


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy that goes for what begins now, and its row; None: the product's default."""

    policy: Policy
    row: PolicyRow | None

    def patience(self, entry: str) -> Patience:
        """How long a new order waits for money."""
        return Patience(retention_of(self.policy, entry), None if self.row is None else self.row.id)


def default_policy(settings: Settings) -> Policy:
    """The product's: the catalogue's numbers, where the settings do not say otherwise."""
    minutes = settings.order_retention_minutes
    own = Retention(minutes, minutes, minutes, minutes, minutes, minutes)
    return Policy(
        retention_minutes=own,
        failed_hold_minutes=settings.failed_hold_minutes,
        revive_within_minutes=settings.revive_within_minutes,
        four_eyes_above_fen=settings.four_eyes_above_fen,
    )


@dataclass
class Policies:
    """One per process. A version is never edited, so what an order was born with is kept for good; what is in force is
    at most ten seconds old here, and at once new where it was changed.
    """

    database: Database
    clock: Clock
    default: Policy
    _in_force: dict[tuple[UUID, UUID | None], tuple[float, InForce]] = field(default_factory=dict)
    _versions: dict[UUID, Policy] = field(default_factory=dict)

    async def in_force(self, store_id: UUID, merchant_id: UUID | None = None) -> InForce:
        """The store's own policy, else its merchant's, else the default.

        `merchant_id` is asked for head office's own things, which belong to no store.
        """
        place, now_ms = (store_id, merchant_id), self.clock.monotonic_ms()
        kept = self._in_force.get(place)
        if kept is not None:
            if now_ms - kept[0] < KEPT_FOR_MS:
                return kept[1]
            # Whoever finds it old reads it; everybody else goes on with the old one meanwhile.
            self._in_force[place] = (now_ms, kept[1])
        own, owners = await self.database.read(
            NEWEST_OF_STORE, NEWEST_OF_OWNER, store_id=store_id, merchant_id=merchant_id
        )
        row = holding(own, owners)
        found = InForce(self.default if row is None or row.content is None else row.content, row)
        _make_room(self._in_force)
        self._in_force[place] = (now_ms, found)
        return found

    async def of_order(self, order: Order) -> Policy:
        """The version it was born with."""
        return await self.version(order.store_id, order.policy_id)

    async def version(self, store_id: UUID, policy_id: UUID | None) -> Policy:
        """This version; None is the product's default."""
        if policy_id is None:
            return self.default
        known = self._versions.get(policy_id)
        if known is None:
            row = await self.database.read(POLICY_BY_ID, store_id=store_id, policy_id=policy_id)
            assert row is not None, "policies are never deleted"
            known = row.content or self.default
            _make_room(self._versions)
            self._versions[policy_id] = known
        return known

    async def four_eyes_above(self, store_id: UUID, merchant_id: UUID | None) -> Fen:
        """About more money than this two people decide, now."""
        return Fen((await self.in_force(store_id, merchant_id)).policy.four_eyes_above_fen)

    def forget(self) -> None:
        """Something was changed here: look again."""
        self._in_force.clear()


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
