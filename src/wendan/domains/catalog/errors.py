"""Why a basket cannot become an order."""

from wendan.kernel.errors import Refusal


class StoreIsUnknown(Refusal):
    """There is no such store."""

    status = 404


class StoreIsClosed(Refusal):
    """The store is not taking orders now."""


class ItemIsUnknown(Refusal):
    """The menu has no such item."""

    status = 422


class ItemIsSoldOut(Refusal):
    """This item is sold out, or fewer are left than you want."""


class ChoiceIsInvalid(Refusal):
    """The chosen specification or flavour does not exist for this item, or a needed one is missing."""

    status = 422


class PriceChanged(Refusal):
    """The price is another one by now; please look at it and order again."""


class BasketIsTooLarge(Refusal):
    """The order is larger than one order may be."""

    status = 422


class CategoryIsUnknown(Refusal):
    """The menu has no such category."""

    status = 422


class MenuChangedMeanwhile(Refusal):
    """Somebody else changed this part of the menu; read it again."""


class StockIsInUse(Refusal):
    """The new total is below what is already held and sold."""


class StoreNumberIsTaken(Refusal):
    """Another store has this number already."""
