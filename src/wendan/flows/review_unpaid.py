"""合规核查 (C11): a large order whose time is over unpaid is looked at by a person, once."""

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.ordering.model import Purpose
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.money import yuan_text
from wendan.platform.changes import NOTHING, Changes


def review(file: OrderFile, stamp: Stamp) -> tuple[Changes, list[Happening]]:
    """The case, in the commit by which the order begins to close: that happens once in its life."""
    order = file.order
    if order.purpose is not Purpose.MEAL or order.total_fen <= file.policy.compliance_above_fen:
        return NOTHING, []
    limit = yuan_text(file.policy.compliance_above_fen)
    reason = f"{yuan_text(order.total_fen)} yuan were not paid in time; above {limit} yuan somebody looks"
    finding = Finding(order.store_id, order.id, CaseType.LARGE_UNPAID, str(order.id), reason, order.total_fen)
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    return changes, [Happening("case-opened", {"type": case.type, "reason": reason})]
