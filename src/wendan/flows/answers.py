"""A channel's plain no, or its ignorance, as news: so that it enters by the one door like everything else."""

from dataclasses import dataclass
from datetime import datetime

from wendan.domains.payments.model import Payment
from wendan.domains.refunds.model import Refund
from wendan.kernel.news import Cause, ChannelNews, Source, Subject, Word


@dataclass(frozen=True, slots=True)
class Answer:
    """What the channel answered to which question, in its own words."""

    word: Word
    source: Source
    raw: str
    cause: Cause | None = None


def news_of(about: Payment | Refund, answer: Answer, now: datetime) -> ChannelNews:
    """The answer as news about this payment or refund."""
    return ChannelNews(
        channel=about.channel,
        account=about.account,
        subject=Subject.REFUND if isinstance(about, Refund) else Subject.PAYMENT,
        number=about.number,
        word=answer.word,
        source=answer.source,
        heard_at=now,
        raw=answer.raw,
        cause=answer.cause,
    )
