"""From features to a score from 350 to 950, what it costs, and why in words.

score = 600 + 50 · log2(odds / 3), odds = paid in time : unpaid. So 600 says three to one (one in four stays unpaid)
and 50 points double the odds. A card adds points by band to `neutral`, the population's own score (Siddiqi,
Credit Risk Scorecards, 2006, chapter 6); a feature that is not known adds nothing.
"""

import math
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from wendan.domains.risk.model import Characteristic, Features, RiskAction, RiskDecision, Scorecard
from wendan.domains.risk.rules.definitions import DEFINITIONS
from wendan.domains.risk.rules.features import numbers_of

LEAST, MOST = 350, 950
BASE_SCORE, BASE_ODDS, POINTS_TO_DOUBLE = 600, 3.0, 50.0
FACTOR: Final = POINTS_TO_DOUBLE / math.log(2)
LINE: Final = BASE_SCORE
"""Below it an order is taken only with a pre-authorisation."""
MOST_REASONS: Final = 3

_SHIPPED: Final = """
unpaid_30d         12   -35   -60   -80  -100
unpaid_in_row       8   -30   -60   -90
unpaid_share       25    15     5   -15   -40   -65   -90
days_since_unpaid -35   -25   -15     0    12
late_share          0     0    -8
paid_180d           0    10    20    30
age_days            0     0     5    15
amount_ratio        0    -5   -15   -25
amount_fen          0     0     0    -5
is_first_night      0    -5
is_new_entry        0   -15
is_new_store        0    -5
networks_30d        0     0   -10
cancelled_30d       0    -5   -20   -35
orders_1h           0   -25   -60
waiting_now         0   -35   -80
"""


def _card_of(name: str, neutral: int, text: str) -> Scorecard:
    """The table as a scorecard; a missing feature or band fails at import."""
    rows = [line.split() for line in text.strip().splitlines()]
    assert [row[0] for row in rows] == list(DEFINITIONS), "one row for each feature, in order"
    made = [Characteristic(n, DEFINITIONS[n].edges, tuple(map(int, points))) for n, *points in rows]
    assert all(len(each.points) == len(each.edges) + 1 for each in made), "one square for each band"
    return Scorecard(name, neutral, tuple(made))


SHIPPED: Final = _card_of("shipped", 720, _SHIPPED)
"""For a shop without history: careful guesses, not a fit. 720 is one in seventeen unpaid."""


def score_at(odds: float) -> float:
    """The score of these odds of being paid in time, before rounding and bounds."""
    return BASE_SCORE + FACTOR * math.log(odds / BASE_ODDS)


def chance_unpaid(score: float) -> float:
    """How many of such orders stay unpaid, by the score's own meaning."""
    return 1 / (1 + BASE_ODDS * math.exp((score - BASE_SCORE) / FACTOR))


def band_of(value: float | None, characteristic: Characteristic) -> int:
    """The number of the band; one past the last for what is not known."""
    edges = characteristic.edges
    return len(edges) + 1 if value is None else bisect_right(edges, value)


def judge(features: Features, scorecard: Scorecard) -> RiskDecision:
    """The score, what it leads to, and what cost most.

    Whoever is new is judged by nothing but the speed of this hour, from the line upwards: being new costs nothing.
    """
    values = numbers_of(features)
    neutral = max(scorecard.neutral, LINE) if features.is_newcomer else scorecard.neutral
    points: dict[str, int] = {}
    for each in scorecard.characteristics:
        if features.is_newcomer and not DEFINITIONS[each.name].is_speed:
            continue
        band = band_of(values[each.name], each)
        points[each.name] = each.points[band] if band < len(each.points) else 0
    score = min(MOST, max(LEAST, neutral + sum(points.values())))
    costly = sorted((name for name in points if points[name] < 0), key=lambda name: points[name])
    return RiskDecision(
        score=score,
        scorecard=scorecard.name,
        action=RiskAction.PRE_AUTHORISE if score < LINE else RiskAction.ALLOW,
        is_newcomer=features.is_newcomer,
        reasons=tuple(costly[:MOST_REASONS]),
        points=points,
        values=values,
    )


def acted_on(decision: RiskDecision, below: int) -> RiskDecision:
    """The decision with the merchant's own line. Whoever is new is never held to a higher one than ours."""
    line = min(below, LINE) if decision.is_newcomer else below
    action = RiskAction.PRE_AUTHORISE if decision.score < line else RiskAction.ALLOW
    return replace(decision, action=action)


def without_person(scorecard: Scorecard) -> RiskDecision:
    """For a device that serves everybody: nobody is judged by what others did there."""
    return RiskDecision(max(scorecard.neutral, LINE), scorecard.name, RiskAction.ALLOW, True, (), {}, {})
