"""Cases as those who decide them see them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from wendan.api.views import OrderPage
from wendan.domains.incidents.model import Case, CaseState, CaseType
from wendan.domains.incidents.rules import is_response_late, respond_by
from wendan.flows.case_file import CaseFile
from wendan.flows.reenter import ReentryContent, proposed_reentry
from wendan.kernel.money import Fen


class ProposalView(Struct, frozen=True):
    """What one person decided; `reentry` is the order that a 补单 would make."""

    action: str
    words: str
    by: str
    at: datetime
    reentry: ReentryContent | None


class CaseView(Struct, frozen=True):
    store_id: UUID
    id: UUID
    order_id: UUID | None
    type: CaseType
    subject: str
    state: CaseState
    version: int
    reason: str
    recommended_action: str
    owner: str
    deadline: datetime
    amount_fen: Fen
    opened_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    proposal: ProposalView | None
    is_overdue: bool
    respond_by: datetime | None
    responded_at: datetime | None
    responded_by: str | None
    is_response_late: bool


class MoneyView(Struct, frozen=True):
    channel: str
    account: str
    number: str
    reference: str
    amount_fen: Fen
    heard_at: datetime


class CaseDetail(Struct, frozen=True):
    """`actions`: what can be decided, the likeliest first; `needs_second`: two people must say the same.

    `may_make_good`: a coupon can be given to the customer besides.
    """

    case: CaseView
    page: OrderPage | None
    money: MoneyView | None
    actions: list[str]
    needs_second: bool
    may_make_good: bool


def case_view(case: Case, now: datetime) -> CaseView:
    is_open = case.state is CaseState.OPEN
    return CaseView(
        case.store_id,
        case.id,
        case.order_id,
        case.type,
        case.subject,
        case.state,
        case.version,
        case.reason,
        case.recommended_action,
        case.owner,
        case.deadline,
        case.amount_fen,
        case.opened_at,
        case.resolved_at,
        case.resolution,
        _proposal(case) if is_open else None,
        is_open and case.deadline < now,
        respond_by(case),
        case.responded_at,
        case.responded_by,
        is_response_late(case, now),
    )


def case_views(cases: Iterable[Case], now: datetime) -> list[CaseView]:
    return [case_view(case, now) for case in cases]


def _proposal(case: Case) -> ProposalView | None:
    if case.proposed_action is None or case.proposed_by is None or case.proposed_at is None:
        return None
    words, reentry = case.proposed_words or "", proposed_reentry(case)
    return ProposalView(case.proposed_action, words, case.proposed_by, case.proposed_at, reentry)


def money_view(file: CaseFile) -> MoneyView | None:
    """The money that waits in this case, in an order's file or with head office."""
    money = file.unclaimed if file.money is None else file.money[1]
    if money is None:
        return None
    return MoneyView(
        money.channel, money.account, money.number, money.reference, money.amount_fen, money.heard_at
    )
