"""Diners, staff, what each role may do, and the keys that prove who somebody is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody does in the house (catalogue I6)."""

    HQ = "hq"
    MANAGER = "manager"
    CASHIER = "cashier"
    KITCHEN = "kitchen"
    FINANCE = "finance"
    SUPPORT = "support"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What an endpoint asks for; every staff endpoint names exactly one."""

    SEE_KITCHEN = "see-kitchen"
    COOK = "cook"
    SEE_ORDERS = "see-orders"
    TAKE_MONEY = "take-money"
    REFUND = "refund"
    SEE_CASES = "see-cases"
    DECIDE_CASES = "decide-cases"
    SEE_MENU = "see-menu"
    EDIT_MENU = "edit-menu"
    STOP_ORDERS = "stop-orders"
    SEE_STORES = "see-stores"
    EDIT_STORE = "edit-store"
    OPEN_STORES = "open-stores"
    SEE_FEEDBACK = "see-feedback"
    SEE_DEVICES = "see-devices"
    EDIT_DEVICES = "edit-devices"
    SEE_DASHBOARD = "see-dashboard"
    EDIT_STAFF = "edit-staff"
    SEE_AUDIT = "see-audit"
    SEE_EVIDENCE = "see-evidence"
    SEE_PROMISES = "see-promises"
    SEE_ROUTES = "see-routes"
    SWITCH_ROUTES = "switch-routes"
    SEE_INCIDENTS = "see-incidents"
    ANSWER_INCIDENTS = "answer-incidents"
    HEAR_PUBLIC = "hear-public"
    EDIT_ACCOUNTS = "edit-accounts"
    SEE_POLICIES = "see-policies"
    EDIT_POLICIES = "edit-policies"
    CHASE_UNPAID = "chase-unpaid"
    SEE_RISK = "see-risk"
    EDIT_RISK = "edit-risk"
    SEE_BOOKS = "see-books"
    REPAIR_BOOKS = "repair-books"
    OWN_ACCOUNT = "own-account"


@dataclass(frozen=True, slots=True)
class Diner:
    """Who orders; `openid` is set when a payment app signed them in."""

    id: UUID
    openid: str | None


@dataclass(frozen=True, slots=True)
class Staff:
    """Who acts: a signed-in person, or a machine by its key.

    `store_id` is head office for those who work for the whole merchant; `merchant_id` is None for an operator's
    key, which opens every store of the cell. `session_id` is None for keys.
    """

    store_id: UUID
    merchant_id: UUID | None
    id: UUID
    name: str
    role: Role
    session_id: UUID | None
    expires_at: datetime | None
    device_id: UUID | None
    device_name: str | None
    device_key_hash: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person who works at `works_at`: a store, or head office for the whole merchant.

    The row itself is head office's. Of the password only a hash is kept; the second factor's secret is sealed,
    and asked for once it has been confirmed.
    """

    store_id: UUID
    id: UUID
    works_at: UUID
    merchant_id: UUID
    login: str
    name: str
    role: Role
    password_hash: str
    second_factor: str | None
    second_factor_is_on: bool
    second_factor_step: int
    failed_times: int
    locked_until: datetime | None
    is_active: bool
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MemberName:
    """How a person is called."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One signing-in; only the token's hash is kept. Bound to the device it was made on, if any."""

    store_id: UUID
    id: UUID
    member_id: UUID
    token_hash: str
    device_id: UUID | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StaffToken:
    """A machine's key: acts with one role in one store, or for head office. Only its hash is kept."""

    store_id: UUID
    id: UUID
    merchant_id: UUID | None
    token_hash: str
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """审计: who changed what, when, on which device; written in the commit that changes it."""

    store_id: UUID
    id: UUID
    merchant_id: UUID | None
    at: datetime
    staff_id: UUID
    staff_name: str
    role: Role
    device_id: UUID | None
    device_name: str | None
    action: str
    subject: str
    words: str
