"""Temporary pick-up passes as phones and counters get them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from wendan.domains.passes.rules import STEP_S, STEPS_ASIDE, step_at
from wendan.domains.terminals.model import Device
from wendan.flows.use_pass import PassFate
from wendan.flows.vouch import Vouched
from wendan.kernel.money import Fen
from wendan.platform.pass_keys import PassKeys


class PassView(Struct, frozen=True):
    """What the phone shows until the order is there: `signed`, a dot, the step of time, a dot, that step's code.

    `codes` are those of the steps from `first_step` on, `step_s` seconds each, until `expires_at`. By `expected_by`
    somebody has seen to the order at the latest.
    """

    signed: str
    codes: list[str]
    first_step: int
    step_s: int
    issued_at: datetime
    expires_at: datetime
    expected_by: datetime
    amount_fen: Fen
    meal: str


class PassKeysView(Struct, frozen=True):
    """What a counter verifies passes of its store with, without asking anybody.

    `public_key` is Ed25519's; `rotation_key` makes the secret of a pass. Both are base64url. A code is taken
    `steps_aside` steps before and after its own.
    """

    store_id: UUID
    public_key: str
    rotation_key: str
    step_s: int
    steps_aside: int
    server_time: datetime


class UsePass(Struct, frozen=True, forbid_unknown_fields=True):
    """A meal was given on what was scanned; the counter brings the id, and sends it until it is heard."""

    id: UUID
    shown: Annotated[str, Meta(min_length=20, max_length=2000, pattern=r"^[0-9A-Za-z._-]+$")]
    used_at: datetime


class UseView(Struct, frozen=True):
    """What became of it."""

    id: UUID
    order_id: UUID
    outcome: PassFate
    meal: str


def pass_view(keys: PassKeys, vouched: Vouched, now: datetime) -> PassView:
    """The signed pass with its codes from now on."""
    content = vouched.content
    signed = keys.issue(content)
    first = step_at(now - timedelta(seconds=STEP_S))
    steps = range(first, step_at(content.expires_at) + 1)
    return PassView(
        signed,
        [keys.code(content.store_id, signed, step) for step in steps],
        first,
        STEP_S,
        content.issued_at,
        content.expires_at,
        vouched.expected_by,
        Fen(content.amount_fen),
        content.meal,
    )


def keys_view(keys: PassKeys, device: Device, now: datetime) -> PassKeysView:
    """The keys of the device's store."""
    store_id = device.store_id
    return PassKeysView(
        store_id, keys.public_key(store_id), keys.rotation_key(store_id), STEP_S, STEPS_ASIDE, now
    )
