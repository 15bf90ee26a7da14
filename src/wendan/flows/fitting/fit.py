"""A scorecard from samples: bands by weight of evidence, their weights by logistic regression.

Weight of evidence of a band = ln of its odds over everybody's odds, drawn towards 0 by FIRMNESS orders at everybody's
odds. Bands never contradict what a feature may only mean (pool adjacent violators); a feature whose weight comes out
against its sense is left out and the rest fitted again (Siddiqi, Credit Risk Scorecards, 2006, chapter 6).
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from wendan.domains.risk.model import Characteristic, Definition, Sample, Scorecard
from wendan.domains.risk.rules.definitions import DEFINITIONS
from wendan.domains.risk.rules.features import numbers_of
from wendan.domains.risk.rules.scorecard import FACTOR, band_of, score_at

FIRMNESS: Final = 30.0
LEAST_UNPAID: Final = 30
"""With fewer unpaid orders nothing is learnt that luck could not have made."""

Weights = tuple[float, ...]


class TooFew(ValueError):
    """Too few unpaid or paid orders to learn from."""

    def __init__(self, orders: int, unpaid: int) -> None:
        super().__init__(f"{unpaid} unpaid of {orders} orders: at least {LEAST_UNPAID} of each are needed")
        self.orders, self.unpaid = orders, unpaid


def fit(samples: Sequence[Sample], name: str) -> Scorecard:
    """The card these samples give. Raises TooFew; ImportError where scikit-learn is not installed."""
    unpaid = sum(sample.is_unpaid for sample in samples)
    if unpaid < LEAST_UNPAID or len(samples) - unpaid < LEAST_UNPAID:
        raise TooFew(len(samples), unpaid)
    bands = {each: _bands(samples, each) for each in DEFINITIONS}
    weights = {each: _weights(samples, bands[each], DEFINITIONS[each]) for each in DEFINITIONS}
    kept, model = _regressed(samples, bands, weights)
    slopes = dict(zip(kept, model.coef_[0], strict=True))
    made = [
        Characteristic(
            each,
            DEFINITIONS[each].edges,
            tuple(round(FACTOR * slopes.get(each, 0.0) * weight) for weight in weights[each]),
            _shares(bands[each], len(weights[each])),
        )
        for each in DEFINITIONS
    ]
    return Scorecard(name, round(score_at(math.exp(model.intercept_[0]))), tuple(made))


def _bands(samples: Sequence[Sample], name: str) -> list[int]:
    bare = Characteristic(name, DEFINITIONS[name].edges, ())
    return [band_of(numbers_of(sample.features)[name], bare) for sample in samples]


def _weights(samples: Sequence[Sample], bands: Sequence[int], definition: Definition) -> Weights:
    count = len(definition.edges) + 1
    paid, unpaid = [0.0] * count, [0.0] * count
    for sample, band in zip(samples, bands, strict=True):
        if band < count:
            (unpaid if sample.is_unpaid else paid)[band] += 1
    known, odds = sum(paid) + sum(unpaid), (sum(paid) + 1) / (sum(unpaid) + 1)
    if not known:
        return (0.0,) * count
    share = odds / (1 + odds)
    raw = [
        math.log((p + FIRMNESS * share) / (u + FIRMNESS * (1 - share)) / odds)
        for p, u in zip(paid, unpaid, strict=True)
    ]
    sizes = [p + u + 1e-9 for p, u in zip(paid, unpaid, strict=True)]
    return tuple(max(0.0, w) if definition.only_adds else w for w in in_order(raw, sizes, definition.more_is))


def in_order(raw: Sequence[float], sizes: Sequence[float], more_is: str) -> list[float]:
    """The nearest weights that only fall ("worse") or only rise ("better"); "free" ones stay as they are."""
    if more_is == "free":
        return list(raw)
    sign = -1.0 if more_is == "worse" else 1.0
    pools: list[tuple[float, float, int]] = []
    for value, size in zip(raw, sizes, strict=True):
        pool = (sign * value, size, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, weight, count = pools.pop()
            together = weight + pool[1]
            pool = ((mean * weight + pool[0] * pool[1]) / together, together, count + pool[2])
        pools.append(pool)
    return [sign * mean for mean, _, count in pools for _ in range(count)]


def _regressed(
    samples: Sequence[Sample], bands: Mapping[str, Sequence[int]], weights: Mapping[str, Weights]
) -> tuple[list[str], Any]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - an extra, and slow to load

    known = {each: (*weights[each], 0.0) for each in weights}
    paid = [int(not sample.is_unpaid) for sample in samples]
    kept = [each for each in weights if any(weights[each])]
    while True:
        columns = [[known[each][band] for band in bands[each]] for each in kept]
        model = LogisticRegression(max_iter=1000).fit(list(zip(*columns, strict=True)), paid)
        wrong = [each for each, slope in zip(kept, model.coef_[0], strict=True) if slope < 0]
        if not wrong or len(wrong) == len(kept):
            return kept, model
        kept = [each for each in kept if each not in wrong]


def _shares(bands: Sequence[int], count: int) -> tuple[float, ...]:
    return tuple(bands.count(band) / len(bands) for band in range(count + 1))
