"""Where the drill's customers meet."""

from dataclasses import dataclass
from uuid import UUID

from wendan.cli.drilling.cashier import Cashier
from wendan.cli.drilling.counter import PassCounter
from wendan.cli.drilling.diary import Diary
from wendan.cli.drilling.gifts import Gifts
from wendan.cli.drilling.measures import Measures
from wendan.cli.drilling.plan import DrillPlan
from wendan.cli.drilling.staff import Staff
from wendan.cli.drilling.wire import Wire


@dataclass(frozen=True, slots=True)
class Street:
    """What all customers share."""

    plan: DrillPlan
    store_id: UUID
    wire: Wire
    cashier: Cashier
    diary: Diary
    measures: Measures
    gifts: Gifts | None = None  # who gives some of them a coupon
    staff: Staff | None = None  # who hands meals over and calls orders off
    counter: PassCounter | None = None  # where passes are shown
