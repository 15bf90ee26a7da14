"""What a channel says cannot be true beside what we know: a person must look, and nothing else moves."""

from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.payments.service import keep_words
from wendan.flows.house import Stamp
from wendan.flows.order_file import OrderFile
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import NOTHING, Changes


def contradicts(file: OrderFile, news: ChannelNews, stamp: Stamp, case_type: CaseType) -> tuple[str, Changes]:
    """One word for what happened, and the case with the channel's words; once for each contradiction."""
    subject = f"{news.number}:{news.reference or news.word}"
    if any((case.type, case.subject) == (case_type, subject) for case in file.cases):
        return "known", NOTHING
    reason = f"{news.channel} says {news.word} of {news.number} by {news.source}"
    finding = Finding(
        file.order.store_id, file.order.id, case_type, subject, reason, news.amount_fen or Fen(0)
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    changes += keep_words(file.order.store_id, file.order.id, stamp.id(), news)[1]
    happening = Happening("case-opened", {"type": case.type, "number": news.number, "reason": reason})
    return "case", changes + file.evidence(stamp, happening)
