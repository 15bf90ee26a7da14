"""How likely this customer pays at the first try when this way is shown first: a hierarchy of beta-binomials.

Every level's mean is the prior of the next, m' = (K m + succeeded) / (K + tried):
a way anywhere → by client → by amount → in this store → at this hour → this diner, each try by how alike it is.
tallies.py builds what stands above the diner and fits the Ks; docs/explanation/recommendation.md says why.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from wendan.domains.routing.model import Belief, Chance, Crowd, Recommendation, Shopper, Tally, Way
from wendan.domains.routing.rules.methods import METHODS

AMOUNT_BANDS: Final = (2_000, 5_000, 20_000)
"""Where bands of amounts begin, in fen; below the first is band 0."""
HOUR_BANDS: Final = (10, 14, 17, 21)
"""Where bands of hours begin: morning, noon, afternoon, evening, night."""
GUESS_WEIGHT: Final = 2.0
"""A guess counts as two tries."""
NOTHING: Final = Tally(0.0, 0.0)
SIBLINGS: Final = 0.5
"""What a try by another way of the same purse counts: WeChat on another device is still WeChat."""
INSTALMENTS_FROM_FEN: Final = 20_000
LIFT: Final = Tally(6.0, 6.0)
"""What a rule knows is worth six successes: the evidence of many tries, or of the diner's own, overrules it."""
OTHER_AMOUNTS: Final = 0.7
"""What a try of another band of amounts counts."""
LIKELY_FROM: Final = 0.6
LIKELY_TRIES: Final = 10.0
USUAL_FROM: Final = 0.5
WELL_FROM: Final = 0.95
LEAST, MOST = 1e-6, 1 - 1e-6

_PLAIN: Final = frozenset({"jsapi", "h5", "wap", "native", "qr", "barcode", "link"})
_PURSES: Final = {
    Way(*key): key[0] if key[1] in _PLAIN else f"{key[0]}-{key[1].partition('-')[0]}" for key in METHODS
}


def first_guess(way: Way) -> Belief:
    """What is believed of a way that nobody has tried yet."""
    method = METHODS.get((way.channel, way.method))
    return Belief(0.5 if method is None else method.guess, GUESS_WEIGHT)


def amount_band(amount_fen: int) -> int:
    """The number of the band this amount falls into."""
    return bisect_right(AMOUNT_BANDS, amount_fen)


def hour_band(hour: int) -> int:
    """The number of the band this hour of the store's wall falls into."""
    return bisect_right(HOUR_BANDS, hour)


def purse_of(way: Way) -> str:
    """What the money comes out of: the same by whichever scene it is reached."""
    return _PURSES.get(way, way.channel)


def shrunk(prior: float, strength: float, tally: Tally) -> float:
    """The mean of the posterior: the prior counts as `strength` tries. Strictly inside (0, 1) when the prior is."""
    return (strength * prior + tally.succeeded) / (strength + tally.tried)


def chances(shopper: Shopper, crowd: Crowd, ways: Sequence[Way]) -> dict[Way, Chance]:
    """The chance of each way, and the words for where it will stand.

    Probabilities lie strictly between 0 and 1; they rise with the diner's own successes and fall with failures.
    """
    if len(ways) == 1:
        return {way: Chance(_chance(way, shopper, crowd)[0], Recommendation.ONLY_ONE) for way in ways}
    usual = _usual(shopper, ways)
    found = {}
    for way in ways:
        probability, rule, belief = _chance(way, shopper, crowd)
        reason = Recommendation.USUAL if way == usual else rule or _crowds_word(way, shopper, belief)
        found[way] = Chance(probability, None if is_ill(way, shopper) else reason)
    return found


def is_ill(way: Way, shopper: Shopper) -> bool:
    """Whether the channel is so unwell now that nothing good is said of it."""
    return shopper.health.get(way, 1.0) < USUAL_FROM


def _chance(way: Way, shopper: Shopper, crowd: Crowd) -> tuple[float, Recommendation | None, Belief]:
    belief = _crowds_belief(way, shopper, crowd)
    rule = _rule(way, shopper, crowd)
    mean = belief.mean if rule is None else shrunk(belief.mean, belief.weight, LIFT)
    mean = _own_mean(way, mean, shopper, crowd.stubbornness)
    return min(MOST, max(LEAST, mean * shopper.health.get(way, 1.0))), rule, belief


def _crowds_belief(way: Way, shopper: Shopper, crowd: Crowd) -> Belief:
    """What is known of the closest case anybody has tried."""
    client, amount, hour = shopper.client, amount_band(shopper.amount_fen), hour_band(shopper.hour)
    known = crowd.beliefs
    return (
        known.get((way, client, amount, hour))
        or known.get((way, client, amount, None))
        or known.get((way, client, amount))
        or known.get((way, client))
        or known.get((way,))
        or first_guess(way)
    )


def _rule(way: Way, shopper: Shopper, crowd: Crowd) -> Recommendation | None:
    """The rule that speaks for this way here; what it says is worth LIFT and no more."""
    method = METHODS.get((way.channel, way.method))
    if method is None:
        return None
    if method.instalments and shopper.amount_fen >= INSTALMENTS_FROM_FEN:
        is_used = purse_of(way) in shopper.own.by_purse or (way,) in crowd.beliefs
        return Recommendation.INSTALMENTS if is_used else None
    return Recommendation.LOCAL if method.place is not None and method.place in shopper.marks else None


def _own_mean(way: Way, mean: float, shopper: Shopper, stubbornness: float) -> float:
    """The diner's own tries, each counted by how alike it is: the same amount, another amount, the same purse."""
    own, band = shopper.own, amount_band(shopper.amount_fen)
    same = own.by_band.get((way, band), NOTHING)
    any_amount = own.by_way.get(way, NOTHING)
    purse = own.by_purse.get(purse_of(way), NOTHING)
    succeeded = _alike(same.succeeded, any_amount.succeeded, purse.succeeded)
    tried = max(succeeded, _alike(same.tried, any_amount.tried, purse.tried))
    return shrunk(mean, stubbornness, Tally(succeeded, tried))


def _alike(same: float, any_amount: float, purse: float) -> float:
    """The wider counts hold the narrower ones, so that only what they have more counts at their own rate."""
    return same + OTHER_AMOUNTS * max(0.0, any_amount - same) + SIBLINGS * max(0.0, purse - any_amount)


def _usual(shopper: Shopper, ways: Sequence[Way]) -> Way | None:
    """What the diner has succeeded with most, if it mostly succeeded."""
    own = shopper.own.by_way
    mine = [w for w in ways if (t := own.get(w)) and t.succeeded > USUAL_FROM * t.tried]
    return max(mine, key=lambda way: own[way].succeeded, default=None)


def _crowds_word(way: Way, shopper: Shopper, belief: Belief) -> Recommendation | None:
    if belief.mean >= LIKELY_FROM and belief.weight >= LIKELY_TRIES:
        return Recommendation.LIKELY
    return Recommendation.HEALTHY if shopper.health.get(way, 0.0) >= WELL_FROM else None
