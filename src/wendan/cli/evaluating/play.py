"""One policy in its own copy of the world: the same customers, wishes, outages and dice; its own log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from wendan.cli.evaluating.chance import dice
from wendan.cli.evaluating.policies import Policy
from wendan.cli.evaluating.shoplog import ShopLog, Try, Visit
from wendan.cli.evaluating.town import Coming, Truth
from wendan.domains.routing.model import Way

SCANS_LIST: Final = 0.1
"""The click model, the same for all: with this chance a customer looks through the list for their own favourite,
otherwise they try what is listed first. Whoever fails looks for the favourite among the rest."""
KNOWN_AFTER_H: Final = 1 / 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the first try of one visit came to; `listed_chance` is the true chance of what was listed first."""

    person: int
    at_h: float
    listed: Way
    is_success: bool
    listed_chance: float


def play(
    seed: int, world: Sequence[Coming], policy: Policy, tell: Callable[[], None] = lambda: None
) -> list[Outcome]:
    """Let everybody come, in the order of time; each outcome is logged for those who come later."""
    log, outcomes = ShopLog(), []
    for visit, truth in world:
        listed = policy.first(visit, log)
        scans = dice(seed, "scans", visit.number) < SCANS_LIST
        chosen = favourite(truth) if scans else listed
        first = tried(seed, (visit, truth), 1, chosen)
        log.write(first)
        if not first.won and len(visit.ways) > 1:
            log.write(tried(seed, (visit, truth), 2, favourite(truth, but=chosen)))
        outcomes.append(Outcome(truth.person, visit.at_h, listed, first.won, truth.chances[listed]))
        tell()
    return outcomes


def favourite(truth: Truth, but: Way | None = None) -> Way:
    """What the customer would pick from the list by themself; they do not know which channel is ill."""
    return max((way for way in truth.wishes if way != but), key=truth.wishes.__getitem__)


def tried(seed: int, coming: tuple[Visit, Truth], attempt: int, way: Way) -> Try:
    """What becomes of one try: the roll depends on customer, day and way alone, so all policies meet the same."""
    visit, truth = coming
    roll = dice(seed, "pays", visit.number, attempt, way.channel, way.method)
    # Below the true chance it goes well; up to the wish the channel fails; above it the customer turns away.
    state = "SUCCEEDED" if roll < truth.chances[way] else "FAILED" if roll < truth.wishes[way] else "CLOSED"
    known_h = visit.at_h + KNOWN_AFTER_H * attempt
    return Try(visit, way, attempt, state, known_h, is_channels_fault=state == "FAILED")
