"""A case that was only about not knowing closes by itself, in the very commit by which we know."""

from wendan.domains.incidents.model import CaseState, CaseType
from wendan.domains.incidents.service import resolve
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.news import ChannelNews, Word
from wendan.platform.changes import NOTHING, Changes

_ABOUT_A_PAYMENT = (CaseType.UNCERTAIN_OVERNIGHT, CaseType.PAID_WITHOUT_ORDER)
_ABOUT_AN_UNPAID_ORDER = (CaseType.LARGE_UNPAID, CaseType.MEAL_UNCOLLECTED)
_FINAL = (Word.SUCCEEDED, Word.DECLINED, Word.CLOSED)


def healed(file: OrderFile, news: ChannelNews, stamp: Stamp, *, is_paid: bool) -> Changes:
    """Resolves what was open because a payment was uncertain, or its large order unpaid, and is so no more.

    `is_paid`: by this news the order is paid. Money that goes back pays for nothing.
    """
    changes = NOTHING
    for case in file.cases:
        if case.state is not CaseState.OPEN or case.executing_at is not None:
            continue
        is_known = case.type in _ABOUT_A_PAYMENT and case.subject == news.number
        if is_known and news.word in _FINAL:
            changes += resolve(case, f"the channel says {news.word}", stamp.now)[1]
        elif case.type in _ABOUT_AN_UNPAID_ORDER and is_paid:
            changes += resolve(case, "money has come", stamp.now)[1]
    return changes
