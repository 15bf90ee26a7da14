"""Decisions, scorecards and the blacklist, as `Changes`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wendan.domains.risk.errors import AnotherPersonMustPromote, ScorecardIsNoChallenger
from wendan.domains.risk.model import (
    CardRole,
    DecisionRow,
    Entry,
    EntryState,
    Evidence,
    Person,
    RiskDecision,
    ScorecardRow,
)
from wendan.domains.risk.model.fits import FitOutcome, MonthFit
from wendan.domains.risk.rules.blacklist import over
from wendan.domains.risk.store import BLACKLIST, DECISION, MONTH_FIT, SCORECARD
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.changes import Changes
from wendan.platform.outbox import SCORECARD_FITTED, Letter, post


def record(decision: RiskDecision, order: tuple[UUID, UUID], diner_id: UUID, now: datetime) -> Changes:
    """The decision beside its order, for the commit that places it; `order` is (store, order)."""
    row = DecisionRow(
        *order, diner_id, decision.scorecard, decision.score, decision.action, decision, decided_at=now
    )
    return Changes.of(DECISION.insert(row))


def agree(row: DecisionRow, consent_version: str, now: datetime) -> Changes:
    """The diner agreed to a pre-authorisation in the words of this version; the first consent stays."""
    if row.consent_version is not None:
        return Changes()
    return Changes.of(DECISION.overwrite(replace(row, consent_version=consent_version, consented_at=now)))


def challenge(card: ScorecardRow, known: Sequence[ScorecardRow]) -> Changes:
    """A new challenger; an earlier one is retired by it."""
    changes = Changes.of(SCORECARD.insert(card))
    for earlier in known:
        if earlier.role is CardRole.CHALLENGER:
            changes += _in_role(
                earlier, CardRole.RETIRED, (card.role_by, f"replaced by {card.name}"), card.fitted_at
            )
    return changes


def announce(card: ScorecardRow) -> Changes:
    """Those who may promote it hear that a challenger waits."""
    words = {"card": card.name, "reason": "评分卡已拟合，看过报告的两个人都同意才会启用"}
    return Changes.of(post(Letter(card.store_id, card.id, None, SCORECARD_FITTED, words, card.fitted_at)))


def want_fit(wanted: MonthFit) -> Changes:
    """The month's refit; whoever wants it a second time loses the guard of its month."""
    return Changes.of(MONTH_FIT.insert(wanted))


def end_fit(
    wanted: MonthFit, came_to: tuple[FitOutcome, Mapping[str, Any]], card_id: UUID | None, now: datetime
) -> Changes:
    """What it came to, for ever; of two that fitted the same month one loses the guard."""
    outcome, facts = came_to
    ended = replace(
        wanted, outcome=outcome, facts=facts, card_id=card_id, ended_at=now, version=wanted.version + 1
    )
    return Changes.of(MONTH_FIT.update(ended))


def promote(
    card: ScorecardRow, known: Sequence[ScorecardRow], word: tuple[str, str], now: datetime
) -> tuple[ScorecardRow, Changes]:
    """The challenger decides from now on; `word` is who says so and why. Raises ScorecardIsNoChallenger."""
    if card.role is not CardRole.CHALLENGER:
        raise ScorecardIsNoChallenger(role=card.role)
    changes = Changes()
    for earlier in known:
        if earlier.role is CardRole.CHAMPION:
            changes += _in_role(earlier, CardRole.RETIRED, (word[0], f"{card.name} took its place"), now)
    return _moved(card, CardRole.CHAMPION, word, now), changes + _in_role(card, CardRole.CHAMPION, word, now)


def speak_for(
    card: ScorecardRow, known: Sequence[ScorecardRow], by: Person, now: datetime
) -> tuple[ScorecardRow, Changes]:
    """The first person proposes the challenger; another one's word promotes it.

    Raises ScorecardIsNoChallenger, AnotherPersonMustPromote.
    """
    if card.role is not CardRole.CHALLENGER:
        raise ScorecardIsNoChallenger(role=card.role)
    if card.proposed_by_id == by.id:
        raise AnotherPersonMustPromote(by=by.name)
    if card.proposed_by_id is not None:
        return promote(card, known, (by.name, by.words), now)
    proposed = replace(
        card,
        version=card.version + 1,
        proposed_words=by.words,
        proposed_by=by.name,
        proposed_by_id=by.id,
        proposed_at=now,
    )
    return proposed, Changes.of(SCORECARD.update(proposed))


def _moved(card: ScorecardRow, role: CardRole, word: tuple[str, str], now: datetime) -> ScorecardRow:
    by, reason = word
    return replace(card, role=role, role_since=now, role_by=by, role_reason=reason, version=card.version + 1)


def _in_role(card: ScorecardRow, role: CardRole, word: tuple[str, str], now: datetime) -> Changes:
    return Changes.of(SCORECARD.update(_moved(card, role, word, now)))


def list_diner(entry: Entry) -> Changes:
    """A new entry in force; loses the guard while another of the same scope is active."""
    return Changes.of(BLACKLIST.insert(entry))


def make_room(known: Sequence[Entry], merchant_id: UUID | None, now: datetime) -> Changes:
    """Entries of the same scope whose time is over are closed, in a commit before the new one's."""
    changes = Changes()
    for entry in known:
        if entry.merchant_id == merchant_id and entry.state is EntryState.ACTIVE and entry.expires_at <= now:
            changes += keep(over(entry, now))
    return changes


def new_entry(
    entry_id: UUID,
    whose: tuple[UUID | None, UUID],
    why: tuple[str, str, Sequence[Evidence]],
    now: datetime,
    days: int,
) -> Entry:
    """An entry as it begins; `whose` is (merchant, diner), `why` is (who lists, reason, evidence)."""
    (merchant_id, diner_id), (by, reason, evidence) = whose, why
    return Entry(
        store_id=HEAD_OFFICE,
        id=entry_id,
        merchant_id=merchant_id,
        diner_id=diner_id,
        state=EntryState.ACTIVE,
        version=1,
        reason=reason,
        evidence=list(evidence),
        listed_by=by,
        listed_at=now,
        expires_at=now + timedelta(days=days),
    )


def keep(entry: Entry) -> Changes:
    """The entry's next version."""
    return Changes.of(BLACKLIST.update(entry))
