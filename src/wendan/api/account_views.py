"""Members' accounts as people see them, and what may be asked about them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from wendan.api.bodies import Amount, Extra
from wendan.api.message_views import ToldView, told_view
from wendan.api.parse import REPLAYED_HEADER, answer
from wendan.domains.balances.model import AccountKind, MoveKind, Standing, Statement, ValueMove
from wendan.domains.balances.rules import MOST_TOP_UP, is_overdue
from wendan.domains.messages.model import Message
from wendan.domains.ordering.model import Entry, Purpose, Wish
from wendan.domains.ordering.store import VIEW
from wendan.flows.buy_value import buy_value
from wendan.flows.house import House
from wendan.kernel.money import Fen

# Litestar keeps the word `query` for itself.
Sought = Annotated[str, QueryParameter(name="query")]
_canonical = msgspec.json.Encoder(order="deterministic").encode


class BuyValue(Struct, frozen=True, forbid_unknown_fields=True):
    """充值 or 还款: how much, at which store's merchant."""

    store_id: UUID
    amount_fen: Amount
    entry: Entry = Entry.H5


class SetLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to which debt a member may pay later, and whether they may at all."""

    limit_fen: Extra
    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    is_open: bool = True


class AccountView(Struct, frozen=True):
    """`available_fen` can be paid with it now; `debt_fen` is owed, the oldest part of it by `next_due_at`."""

    id: UUID
    member_id: UUID
    kind: AccountKind
    balance_fen: Fen
    limit_fen: Fen
    available_fen: Fen
    debt_fen: Fen
    next_due_at: datetime | None
    is_overdue: bool
    is_open: bool
    opened_at: datetime


class MoveView(Struct, frozen=True):
    """`told`: how its member was reminded of it, where it is a meal to be paid later; to staff alone."""

    id: UUID
    number: str
    kind: MoveKind
    amount_fen: Fen
    refunded_fen: Fen
    moved_at: datetime
    due_at: datetime | None
    store_id: UUID
    order_id: UUID
    told: list[ToldView] = []


class StatementView(Struct, frozen=True):
    """An account and its newest moves, at most 50."""

    account: AccountView
    moves: list[MoveView]


class TopUpGift(Struct, frozen=True):
    """From this amount on, this gift; the highest that is reached counts."""

    from_fen: Fen
    gift_fen: Fen


class AccountsView(Struct, frozen=True):
    """A diner's own accounts with a store's merchant, and what topping up brings."""

    accounts: list[StatementView]
    gifts: list[TopUpGift]
    least_top_up_fen: Fen
    most_top_up_fen: Fen
    server_time: datetime


def account_view(standing: Standing, now: datetime) -> AccountView:
    account = standing.account
    return AccountView(
        account.id,
        account.member_id,
        account.kind,
        account.balance_fen,
        account.limit_fen,
        account.spendable_fen,
        account.debt_fen,
        standing.next_due_at,
        is_overdue(standing, now),
        account.is_open,
        account.opened_at,
    )


def statement_view(statement: Statement, now: datetime, told: Sequence[Message] = ()) -> StatementView:
    standing = Standing(statement.account, statement.next_due_at)
    return StatementView(account_view(standing, now), [_move_view(move, told) for move in statement.moves])


def _move_view(move: ValueMove, told: Sequence[Message]) -> MoveView:
    own = [message for message in told if move.due_at is not None and message.order_id == move.order_id]
    return MoveView(
        move.id,
        move.number,
        move.kind,
        move.amount_fen,
        move.refunded_fen,
        move.moved_at,
        move.due_at,
        move.order_store_id,
        move.order_id,
        [told_view(message) for message in own],
    )


def accounts_view(house: House, statements: list[Statement]) -> AccountsView:
    now, settings = house.clock.now(), house.settings
    gifts = [TopUpGift(Fen(from_fen), Fen(gift)) for from_fen, gift in sorted(settings.top_up_gifts)]
    shown = [statement_view(statement, now) for statement in statements]
    return AccountsView(shown, gifts, Fen(settings.top_up_least_fen), MOST_TOP_UP, now)


async def bought_answer(
    house: House, body: BuyValue, whose: tuple[UUID, str], purpose: Purpose
) -> Response[bytes]:
    """201 for a new order to pay, 200 for one placed before under the same key; `whose` is (diner, key)."""
    content = hashlib.sha256(_canonical((purpose, body))).hexdigest()
    wish = Wish(body.store_id, *whose, body.entry, None, "", content, purpose=purpose)
    placed = await buy_value(house, wish, Fen(body.amount_fen))
    order = await house.database.read(VIEW, store_id=placed.order.store_id, order_id=placed.order.id)
    if placed.is_replay:
        return answer(order, 200, {REPLAYED_HEADER: "true"})
    return answer(order, 201)
