"""What a channel declares about itself, all in one place; books, wallet, courier and gateway keep to it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import ClassVar

from wendan.sandbox.core.faults import OF_THE_LINE, OF_THE_POST, AnswerFault, CallbackFault
from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wire import MOST_BODY_BYTES, Answer, Complaint


class Terms(ABC):
    """Subclass it once for each channel: values and pure functions, no state."""

    channel: ClassVar[str]  # the word we route by: `wechat`
    title: ClassVar[str]  # its own name: `WeChat Pay`
    verbs: ClassVar[tuple[str, ...]]  # what a merchant may ask, as scripts and fate name it

    token_lives_s: ClassVar[Mapping[str, float]]  # by method; one that is not here gives no token
    one_token: ClassVar[AbstractSet[str]] = frozenset()  # methods whose new token kills the old one
    unpaid_lives_s: ClassVar[float]  # an unpaid order closes by itself after that
    code_prefixes: ClassVar[tuple[str, ...]] = ()  # of the codes a customer shows; none: nobody is scanned
    code_digits: ClassVar[int] = 18

    has_promotions: ClassVar[bool] = False  # whether a merchant's own promotion (商家优惠) can pay a part

    # What is told when money has been taken; empty: this channel never calls.
    paid_kind: ClassVar[str] = ""
    # Seconds between two sends of one callback that nobody accepted.
    retry_gaps_s: ClassVar[tuple[float, ...]] = ()

    # How a fault looks here. Of the line's own faults nothing need be said; others that are not here do not exist.
    looks: ClassVar[Mapping[AnswerFault, Answer | Complaint]]
    # Those that `Dialect.render` must spoil: SKEWED, MISSTAMPED, MISSIGNED.
    spoils: ClassVar[AbstractSet[AnswerFault]] = frozenset()
    # Those that `Pen.render` must spoil: PROBED, MISSIGNED, MISSTAMPED, SKEWED.
    spoils_callbacks: ClassVar[AbstractSet[CallbackFault]] = frozenset()
    most_body_bytes: ClassVar[int] = MOST_BODY_BYTES  # a longer request is 413 before anybody reads it
    # Verbs whose LIMITED says nothing: the effect is there.
    acts_though_limited: ClassVar[AbstractSet[str]] = frozenset()

    @abstractmethod
    def state_word(self, trade: Trade, now: float) -> str:
        """The channel's word for where the trade stands."""

    @abstractmethod
    def token(self, number: str, nth: int, at: float) -> str:
        """What opens the order, the nth of this number; only asked for methods in `token_lives_s`."""

    @abstractmethod
    def reference(self, number: str, at: float) -> str:
        """The channel's own number of a payment taken then."""

    @abstractmethod
    def refund_reference(self, number: str, at: float) -> str:
        """The channel's own number of a refund asked then."""

    @abstractmethod
    def payer(self, name: str) -> str:
        """The channel's name of a customer; the same for the same name."""

    @abstractmethod
    def notice_id(self, kind: str, number: str) -> str:
        """The same event about the same number is the same callback."""

    @abstractmethod
    def accepts(self, status: int, body: str) -> bool:
        """Whether this answer of a merchant acknowledges a callback."""

    def refund_kind(self, _status: str) -> str:
        """What is told when a refund ends so; empty: nothing."""
        return ""

    @property
    def faults(self) -> frozenset[AnswerFault]:
        """Every fault an answer can meet here."""
        return OF_THE_LINE | self.looks.keys() | self.spoils

    @property
    def callback_faults(self) -> frozenset[CallbackFault]:
        """Every fault a callback can meet here."""
        return OF_THE_POST | self.spoils_callbacks
