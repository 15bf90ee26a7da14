"""A person changes a policy: first looks at what the change would have done, then sets it; nothing old is edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.store import STORE_BY_ID, STORES_OF_MERCHANT
from wendan.domains.people.errors import NotAllowed
from wendan.domains.recovery.model import Effect, Policy, PolicyChange, PolicyRow, Scope, Sentence
from wendan.domains.recovery.rules.policies import changed_policy, demand_same_version, holding, told
from wendan.domains.recovery.store import (
    EFFECT,
    HISTORY_OF_MERCHANT,
    HISTORY_OF_STORE,
    MOST_PREVIEWED,
    NEWEST_OF_OWNER,
    NEWEST_OF_STORE,
    POLICY,
)
from wendan.flows.house import House
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes

PREVIEW_DAYS: Final = 30
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Whose:
    """A store's policy, or with head office's id the merchant's."""

    store_id: UUID
    merchant_id: UUID | None

    @property
    def scope(self) -> Scope:
        return Scope.MERCHANT if self.store_id == HEAD_OFFICE else Scope.STORE


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """What goes now, whose word that is, and the versions of this place, the newest first."""

    policy: Policy
    scope: Scope | None
    version: int
    history: list[PolicyRow]


@dataclass(frozen=True, slots=True)
class PolicyPreview:
    """The policy as it would be, and what it would have meant. `is_cut`: there were more orders than we look at."""

    policy: Policy
    days: int
    stores: int
    effect: Effect
    is_cut: bool
    words: list[Sentence]


async def read_policy(house: House, whose: Whose) -> PolicyInForce:
    """Raises StoreIsUnknown, NotAllowed."""
    merchant_id = await _owner(house, whose)
    own, owners, of_store, of_merchant = await house.database.read(
        NEWEST_OF_STORE,
        NEWEST_OF_OWNER,
        HISTORY_OF_STORE,
        HISTORY_OF_MERCHANT,
        store_id=whose.store_id,
        merchant_id=merchant_id,
    )
    row, is_store = holding(own, owners), whose.scope is Scope.STORE
    return PolicyInForce(
        policy=house.policies.default if row is None or row.content is None else row.content,
        scope=None if row is None else row.scope,
        version=_version(own if is_store else owners),
        history=of_store if is_store else of_merchant,
    )


async def change_policy(house: House, whose: Whose, change: PolicyChange) -> PolicyRow:
    """The new version, in force for what begins from now on; the same content again changes nothing.

    Raises StoreIsUnknown, NotAllowed, PolicyFieldIsUnknown, PolicyIsInvalid, PolicyChangedMeanwhile.
    """
    row = await house.decide("policy", lambda: _change_once(house, whose, change))
    house.policies.forget()
    return row


async def _change_once(house: House, whose: Whose, change: PolicyChange) -> PolicyRow:
    merchant_id = await _owner(house, whose)
    own, owners = await house.database.read(
        NEWEST_OF_STORE, NEWEST_OF_OWNER, store_id=whose.store_id, merchant_id=merchant_id
    )
    newest = own if whose.scope is Scope.STORE else owners
    row = holding(own, owners)
    base = house.policies.default if row is None or row.content is None else row.content
    content = None if change.fields is None else changed_policy(base, change.fields)
    if newest is not None and newest.content == content:
        return newest
    version, stamp = demand_same_version(newest, change.version), house.stamp()
    new = PolicyRow(
        store_id=whose.store_id,
        id=stamp.id(),
        merchant_id=merchant_id,
        scope=whose.scope,
        version=version,
        content=content,
        reason=change.reason,
        set_by=change.by,
        set_at=stamp.now,
    )
    await house.database.commit(Changes.of(POLICY.insert(new)))
    return new


async def preview_policy(house: House, whose: Whose, fields: Mapping[str, Any]) -> PolicyPreview:
    """What the change would have meant for the last 30 days' orders of every store it would go for.

    Raises StoreIsUnknown, NotAllowed, PolicyFieldIsUnknown, PolicyIsInvalid.
    """
    standing = await read_policy(house, whose)
    policy = changed_policy(standing.policy, fields)
    store_ids = await _stores(house, whose)
    effect = await house.reports.read(
        EFFECT,
        store_ids=store_ids,
        since=house.clock.now() - timedelta(days=PREVIEW_DAYS),
        retention=_encode(policy.retention_minutes).decode(),
        failed_hold_minutes=policy.failed_hold_minutes,
        revive_within_minutes=policy.revive_within_minutes,
        compliance_now_fen=standing.policy.compliance_above_fen,
        compliance_then_fen=policy.compliance_above_fen,
    )
    assert effect is not None
    is_cut = effect.looked_at >= MOST_PREVIEWED
    return PolicyPreview(policy, PREVIEW_DAYS, len(store_ids), effect, is_cut, told(effect, PREVIEW_DAYS))


async def _stores(house: House, whose: Whose) -> list[UUID]:
    """Where the change would be felt: a merchant's stores, but those with a policy of their own."""
    if whose.scope is Scope.STORE:
        return [whose.store_id]
    stores = await house.database.read(STORES_OF_MERCHANT, merchant_id=whose.merchant_id)
    own = [(store.store_id, await house.policies.in_force(store.store_id)) for store in stores]
    return [store_id for store_id, found in own if found.row is None or found.row.scope is Scope.MERCHANT]


async def _owner(house: House, whose: Whose) -> UUID:
    """Whose the place is. An operator belongs to no merchant: theirs are the settings, and single stores."""
    if whose.scope is Scope.MERCHANT:
        if whose.merchant_id is None:
            raise NotAllowed
        return whose.merchant_id
    store = await house.database.read(STORE_BY_ID, store_id=whose.store_id)
    if store is None or whose.merchant_id not in (None, store.merchant_id):
        raise StoreIsUnknown
    return store.merchant_id


def _version(row: PolicyRow | None) -> int:
    return 0 if row is None else row.version
