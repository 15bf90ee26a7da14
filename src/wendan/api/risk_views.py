"""Risk as people see it: a score explained line by line, an entry of the blacklist, a diner's own standing."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from wendan.domains.risk.model import (
    AppealState,
    CardRole,
    DecisionRow,
    Entry,
    EntryState,
    Evidence,
    RiskAction,
    RiskDecision,
    ScorecardRow,
)
from wendan.domains.risk.model.fits import FitOutcome, MonthFit
from wendan.domains.risk.rules.blacklist import is_in_force
from wendan.domains.risk.rules.definitions import DEFINITIONS
from wendan.domains.risk.rules.fits import fit_words
from wendan.domains.risk.rules.malice import FACTS
from wendan.domains.risk.rules.scorecard import LINE, chance_unpaid
from wendan.kernel.money import Fen

Words = Annotated[str, Meta(min_length=2, max_length=1000, pattern=r"^[^\x00]*$")]


class CardLine(Struct, frozen=True):
    """One feature: what was seen and what it added or cost. `value` null: not known, so it counted nothing."""

    feature: str
    words: str
    words_en: str
    value: float | None
    points: int


class RiskCard(Struct, frozen=True):
    """A decision explained, the costliest feature first. `chance_unpaid` is what the score means."""

    score: int
    line: int
    chance_unpaid: float
    action: RiskAction
    scorecard: str
    is_newcomer: bool
    reasons: list[str]
    reasons_en: list[str]
    lines: list[CardLine]
    decided_at: datetime | None = None
    consent_version: str | None = None


class EvidenceLine(Struct, frozen=True):
    store_id: UUID
    order_id: UUID
    placed_at: datetime
    total_fen: Fen
    facts: list[str]
    facts_en: list[str]


class FirstWordView(Struct, frozen=True):
    """What one person proposed and another must confirm."""

    by: str
    words: str
    at: datetime


class EntryView(Struct, frozen=True):
    """An entry of the blacklist; `merchant_id` null: it counts at every merchant of the house."""

    id: UUID
    merchant_id: UUID | None
    diner_id: UUID
    state: EntryState
    is_in_force: bool
    reason: str
    listed_by: str
    listed_at: datetime
    expires_at: datetime
    appeal_state: AppealState
    appeal_words: str | None
    appealed_at: datetime | None
    answer_words: str | None
    answered_by: str | None
    proposed_removal: FirstWordView | None
    ended_by: str | None
    ended_at: datetime | None
    evidence: list[EvidenceLine]


class EntryDetail(Struct, frozen=True):
    """An entry, and how the diner would be judged at this moment."""

    entry: EntryView
    card: RiskCard


class ScorecardView(Struct, frozen=True):
    """A fitted scorecard with the report it was judged by; `proposed_promotion` stays once another has confirmed it."""

    id: UUID
    name: str
    role: CardRole
    role_since: datetime
    role_by: str
    role_reason: str
    fitted_at: datetime
    fitted_from: datetime
    fitted_until: datetime
    report: dict[str, Any]
    proposed_promotion: FirstWordView | None


class MonthFitView(Struct, frozen=True):
    """What the refit that followed a month came to, in words; `card_id` names the challenger it gave."""

    month: date
    outcome: FitOutcome
    words: str
    words_en: str
    card_id: UUID | None
    ended_at: datetime | None


class DinerStanding(Struct, frozen=True):
    """Whether the diner may order here, and if not: why, until when, and what they can do."""

    may_order: bool
    words: str
    words_en: str
    until: datetime | None = None
    may_appeal: bool = False
    appeal_state: AppealState = AppealState.NONE
    answer: str | None = None
    evidence: list[EvidenceLine] = []


class Appeal(Struct, frozen=True, forbid_unknown_fields=True):
    """Why the diner thinks the entry is wrong."""

    store_id: UUID
    words: Words


class ConsentView(Struct, frozen=True):
    """The text of a pre-authorisation's consent in force."""

    version: str
    words: str
    words_en: str


class NewEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to list, why, and for how long."""

    diner_id: UUID
    reason: Words
    days: Annotated[int, Meta(ge=1, le=3650)] = 90


class SpokenWord(Struct, frozen=True, forbid_unknown_fields=True):
    """Why, in the person's own words."""

    words: Words


def card_view(decision: RiskDecision, row: DecisionRow | None = None) -> RiskCard:
    """A decision in words."""
    lines = [
        CardLine(name, DEFINITIONS[name].zh, DEFINITIONS[name].en, decision.values.get(name), points)
        for name, points in sorted(decision.points.items(), key=lambda pair: pair[1])
    ]
    return RiskCard(
        score=decision.score,
        line=LINE,
        chance_unpaid=round(chance_unpaid(decision.score), 4),
        action=decision.action,
        scorecard=decision.scorecard,
        is_newcomer=decision.is_newcomer,
        reasons=[DEFINITIONS[name].reason_zh for name in decision.reasons],
        reasons_en=[DEFINITIONS[name].reason_en for name in decision.reasons],
        lines=lines,
        decided_at=row.decided_at if row else None,
        consent_version=row.consent_version if row else None,
    )


def month_fit_view(fit: MonthFit) -> MonthFitView:
    """A month's refit in words."""
    zh, en = fit_words(fit.outcome, fit.facts)
    return MonthFitView(fit.month, fit.outcome, zh, en, fit.card_id, fit.ended_at)


def entry_view(entry: Entry, now: datetime) -> EntryView:
    """An entry as head office sees it."""
    is_proposed = entry.lift_by is not None and entry.lift_at is not None and entry.state is EntryState.ACTIVE
    lift = (
        FirstWordView(entry.lift_by or "", entry.lift_words or "", entry.lift_at or now)
        if is_proposed
        else None
    )
    return EntryView(
        id=entry.id,
        merchant_id=entry.merchant_id,
        diner_id=entry.diner_id,
        state=entry.state,
        is_in_force=is_in_force(entry, now),
        reason=entry.reason,
        listed_by=entry.listed_by,
        listed_at=entry.listed_at,
        expires_at=entry.expires_at,
        appeal_state=entry.appeal_state,
        appeal_words=entry.appeal_words,
        appealed_at=entry.appealed_at,
        answer_words=entry.answer_words,
        answered_by=entry.answered_by,
        proposed_removal=lift,
        ended_by=entry.ended_by,
        ended_at=entry.ended_at,
        evidence=[evidence_line(each) for each in entry.evidence],
    )


def evidence_line(evidence: Evidence) -> EvidenceLine:
    """An unpaid order and what speaks for intent, in words."""
    words = [FACTS[fact] for fact in evidence.facts]
    return EvidenceLine(
        evidence.store_id,
        evidence.order_id,
        evidence.placed_at,
        Fen(evidence.total_fen),
        [zh for zh, _ in words],
        [en for _, en in words],
    )


_FREE = ("您可以正常下单。", "You may order.")
_PAUSED = (
    "由于多次下单后到期未付，您的下单功能暂时停用，到期自动恢复。如有异议，可以提出申诉，由工作人员答复。",
    (
        "Ordering is paused for you, because orders were left unpaid again and again. It comes back by itself. "
        "If you think this is wrong, appeal: a person will answer."
    ),
)


def standing_view(entry: Entry | None) -> DinerStanding:
    """A diner's standing in plain words."""
    if entry is None:
        return DinerStanding(True, *_FREE)
    return DinerStanding(
        may_order=False,
        words=_PAUSED[0],
        words_en=_PAUSED[1],
        until=entry.expires_at,
        may_appeal=entry.appeal_state is AppealState.NONE,
        appeal_state=entry.appeal_state,
        answer=entry.answer_words,
        evidence=[evidence_line(each) for each in entry.evidence],
    )


def scorecard_view(row: ScorecardRow) -> ScorecardView:
    """A scorecard's row without what only machines read."""
    return ScorecardView(
        id=row.id,
        name=row.name,
        role=row.role,
        role_since=row.role_since,
        role_by=row.role_by,
        role_reason=row.role_reason,
        fitted_at=row.fitted_at,
        fitted_from=row.fitted_from,
        fitted_until=row.fitted_until,
        report=row.report,
        proposed_promotion=(
            FirstWordView(row.proposed_by or "", row.proposed_words or "", row.proposed_at)
            if row.proposed_at
            else None
        ),
    )
