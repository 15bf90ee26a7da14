"""Whether a store is open, what a basket costs, whether it can be had."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.catalog.errors import (
    BasketIsTooLarge,
    ChoiceIsInvalid,
    ItemIsSoldOut,
    ItemIsUnknown,
    MenuChangedMeanwhile,
    PriceChanged,
    StoreIsClosed,
)
from wendan.domains.catalog.model import (
    BasketLine,
    Choice,
    Item,
    OpeningHours,
    PricedLine,
    Specification,
    Stock,
    Store,
)
from wendan.kernel.money import MOST_FEN, Fen

MOST_LINES = 50
MOST_OF_ONE = 99


def is_open(store: Store, now: datetime) -> bool:
    """Whether the store takes orders at `now`, by its own clock and hours."""
    local = now.astimezone(ZoneInfo(store.timezone))
    return store.is_taking_orders and any(_covers(hours, local) for hours in store.opening_hours)


def _covers(hours: OpeningHours, local: datetime) -> bool:
    # A shop that closes at 02:00 is still open in the first hours of the next day.
    past_midnight = hours.closes <= hours.opens
    for days_ago in (0, 1):
        day = (local - timedelta(days=days_ago)).date()
        if day.weekday() != hours.weekday:
            continue
        opens = datetime.combine(day, hours.opens, local.tzinfo)
        closes = datetime.combine(day + timedelta(days=past_midnight), hours.closes, local.tzinfo)
        if opens <= local < closes:
            return True
    return False


def demand_open(store: Store, now: datetime) -> None:
    """Raises StoreIsClosed outside opening hours and while the store has stopped taking orders."""
    if not is_open(store, now):
        raise StoreIsClosed


def price(basket: Sequence[BasketLine], menu: Iterable[Item]) -> list[PricedLine]:
    """The basket at today's prices.

    Raises ItemIsUnknown, ChoiceIsInvalid, BasketIsTooLarge.
    """
    items = {item.id: item for item in menu if item.is_listed}
    if not 1 <= len(basket) <= MOST_LINES:
        raise BasketIsTooLarge(most_lines=MOST_LINES)
    lines = [_priced(line, items) for line in basket]
    if total_of(lines) > MOST_FEN:
        raise BasketIsTooLarge(most_fen=MOST_FEN)
    return lines


def _priced(line: BasketLine, items: Mapping[UUID, Item]) -> PricedLine:
    item = items.get(line.item_id)
    if item is None:
        raise ItemIsUnknown(item_id=str(line.item_id))
    if not 1 <= line.quantity <= MOST_OF_ONE:
        raise BasketIsTooLarge(most_of_one=MOST_OF_ONE)
    if not line.choices.keys() <= {specification.name for specification in item.specifications}:
        raise ChoiceIsInvalid(item_id=str(item.id))
    chosen = [
        choice
        for specification in item.specifications
        for choice in _chosen(item, specification, line.choices)
    ]
    return PricedLine(
        item_id=item.id,
        name=item.name,
        choices=[choice.name for choice in chosen],
        unit_price_fen=Fen(item.price_fen + sum(choice.extra_fen for choice in chosen)),
        quantity=line.quantity,
        station=item.station,
        name_en=item.name_en,
        choices_en=[choice.name_en for choice in chosen],
    )


def _chosen(item: Item, specification: Specification, choices: Mapping[str, list[str]]) -> list[Choice]:
    wanted = choices.get(specification.name, [])
    offered = {choice.name: choice for choice in specification.choices}
    is_countable = specification.least <= len(wanted) <= specification.most and len(set(wanted)) == len(
        wanted
    )
    if not is_countable or not set(wanted) <= offered.keys():
        raise ChoiceIsInvalid(item_id=str(item.id), specification=specification.name)
    return [offered[name] for name in wanted]


def total_of(lines: Iterable[PricedLine]) -> Fen:
    """What the lines cost together."""
    return Fen(sum(line.unit_price_fen * line.quantity for line in lines))


def demand_expected(lines: Iterable[PricedLine], expected: Fen | None) -> None:
    """Raises PriceChanged when the customer was shown another total; None: nothing was shown."""
    total = total_of(lines)
    if expected is not None and expected != total:
        raise PriceChanged(expected_fen=expected, total_fen=total)


def demand_version(stored: int, seen: int | None) -> None:
    """Raises MenuChangedMeanwhile when somebody edits what is no longer there; None: whatever is there."""
    if seen is not None and seen != stored:
        raise MenuChangedMeanwhile(version=stored)


def wanted_by_item(lines: Iterable[PricedLine]) -> dict[UUID, int]:
    """How many of each item the lines need together."""
    wanted: dict[UUID, int] = {}
    for line in lines:
        wanted[line.item_id] = wanted.get(line.item_id, 0) + line.quantity
    return wanted


def suffices(wanted: Mapping[UUID, int], stocks: Iterable[Stock]) -> bool:
    """Whether everything wanted is available now."""
    return not _missing(wanted, stocks)


def demand_available(wanted: Mapping[UUID, int], stocks: Iterable[Stock]) -> None:
    """Raises ItemIsSoldOut naming the first item of which too few are left."""
    for item_id, available in _missing(wanted, stocks):
        raise ItemIsSoldOut(item_id=str(item_id), available=available)


def _missing(wanted: Mapping[UUID, int], stocks: Iterable[Stock]) -> list[tuple[UUID, int]]:
    available = {stock.item_id: stock.available for stock in stocks}
    return [
        (item_id, available.get(item_id, 0))
        for item_id, quantity in wanted.items()
        if available.get(item_id, 0) < quantity
    ]
