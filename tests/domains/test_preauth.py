"""What news means for held money, in any order and number, and what is done about it next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.preauth.errors import PreauthIdWasUsed, TooManyHolds
from wendan.domains.preauth.model import (
    Circumstances,
    Consent,
    Finding,
    Place,
    Preauth,
    PreauthSignal,
    PreauthState,
    PreauthWish,
    Step,
    Why,
)
from wendan.domains.preauth.rules import MOST_HOLDS, choose_hold, may_ask_now, next_step, weigh
from wendan.domains.preauth.service import begin, capture, give_up, hold, release
from wendan.domains.preauth.states import HOLDING, LIVE, PREAUTH, UNFINISHED
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.states import Contradicts
from wendan.platform.timers import TIMER

NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=14)
STORE, ORDER, DINER = UUID(int=1), UUID(int=2), UUID(int=3)
WISH = PreauthWish("hold-key-1", "wechat", "1900000001", Fen(1800), Consent("2026-12", "f" * 64, DINER, NOON))
PLACE = Place(STORE, ORDER, UUID(int=4), 1, "A01x", NOON, LATER)
HOLD = replace(begin(PLACE, WISH, NOON)[0], state=PreauthState.PENDING, parameters={"package": "p"})
HELD = ChannelNews(
    "wechat",
    "1900000001",
    Subject.HOLD,
    "A01x",
    Word.SUCCEEDED,
    Source.QUERY,
    NOON,
    "{}",
    reference="1000",
    amount_fen=Fen(1800),
)
WAITS = Circumstances(is_waiting=True, is_owed=False, is_due=False)
OWED = Circumstances(is_waiting=False, is_owed=True, is_due=False)
DUE = replace(OWED, is_due=True)
GONE = Circumstances(is_waiting=False, is_owed=False, is_due=True)
CHANNELS_WORDS = [
    PreauthSignal(word) for word in ("MISSING", "ACCEPTED", "SILENT", "HELD", "DECLINED", "CLOSED")
]


def walked(state: PreauthState, signals: list[PreauthSignal]) -> PreauthState:
    for signal in signals:
        try:
            state = PREAUTH.after(state, signal)
        except Contradicts:
            continue
    return state


@given(st.sampled_from(PreauthState), st.lists(st.sampled_from(PreauthSignal), max_size=14))
def test_what_was_taken_stays_taken_whatever_is_heard(
    state: PreauthState, signals: list[PreauthSignal]
) -> None:
    assert walked(PreauthState.CAPTURED, signals) is PreauthState.CAPTURED


@given(st.lists(st.sampled_from(CHANNELS_WORDS), max_size=14))
def test_no_channel_takes_or_gives_back_what_we_did_not_ask_for(signals: list[PreauthSignal]) -> None:
    ours = (PreauthState.CAPTURING, PreauthState.CAPTURED, PreauthState.RELEASING, PreauthState.RELEASED)
    assert walked(PreauthState.REQUESTED, signals) not in ours


@given(st.lists(st.sampled_from(CHANNELS_WORDS), max_size=14))
def test_what_goes_back_is_never_rested_on_again(signals: list[PreauthSignal]) -> None:
    assert walked(PreauthState.RELEASING, signals) in (PreauthState.RELEASING, PreauthState.RELEASED)


@pytest.mark.parametrize("state", PreauthState)
def test_silence_and_ignorance_end_no_hold(state: PreauthState) -> None:
    for signal in (PreauthSignal.SILENT, PreauthSignal.MISSING, PreauthSignal.REQUEST):
        try:
            after = PREAUTH.after(state, signal)
        except Contradicts:
            continue
        assert (after in LIVE, after in UNFINISHED) == (state in LIVE, state in UNFINISHED)


@given(st.permutations(["ACCEPTED", "SILENT", "HELD", "MISSING"]))
def test_news_in_any_order_and_number_leads_to_the_same_hold(order: list[str]) -> None:
    signals = [PreauthSignal(word) for word in [*order, *order]]

    assert walked(PreauthState.REQUESTED, signals) is PreauthState.FROZEN


@pytest.mark.parametrize("state", [PreauthState.RELEASING, PreauthState.RELEASED, PreauthState.CAPTURING])
def test_money_that_moved_is_never_denied(state: PreauthState) -> None:
    assert PREAUTH.after(state, PreauthSignal.CAPTURED) is PreauthState.CAPTURED


@pytest.mark.parametrize("state", LIVE)
def test_a_hold_is_believed_while_it_may_be_agreed_to(state: PreauthState) -> None:
    verdict = weigh(replace(HOLD, state=state), HELD)

    assert (verdict.finding, verdict.state) == (Finding.HELD, PreauthState.FROZEN)


@given(st.integers(1, 10**8).filter(lambda fen: fen != 1800))
def test_another_amount_is_held_for_nothing(fen: int) -> None:
    assert weigh(HOLD, replace(HELD, amount_fen=Fen(fen))).finding is Finding.WRONG_AMOUNT


@pytest.mark.parametrize("strange", [{"account": "1900009999"}, {"reference": None}])
def test_a_hold_at_another_merchant_or_without_a_number_contradicts(strange: dict[str, str | None]) -> None:
    assert weigh(HOLD, replace(HELD, **strange)).finding is Finding.CONTRADICTION


@pytest.mark.parametrize("state", [PreauthState.FAILED, PreauthState.CLOSED])
def test_after_an_end_a_callback_is_asked_about_and_an_answer_of_now_is_believed(state: PreauthState) -> None:
    ended = replace(HOLD, state=state)

    assert weigh(ended, replace(HELD, source=Source.CALLBACK)).finding is Finding.DOUBTFUL
    assert weigh(ended, HELD).finding is Finding.HELD
    assert next_step(ended, GONE) is Step.ASK


def test_an_undoing_that_finds_nothing_ends_only_what_nobody_can_agree_to() -> None:
    missing = replace(HELD, word=Word.MISSING, source=Source.CLOSE)
    never_shown = replace(HOLD, parameters=None, state=PreauthState.UNKNOWN)
    long_over = replace(missing, heard_at=LATER + timedelta(minutes=3))

    assert weigh(HOLD, missing).finding is Finding.KNOWN
    assert weigh(never_shown, missing).state is PreauthState.CLOSED
    assert weigh(HOLD, long_over).state is PreauthState.CLOSED


def test_a_hold_that_ends_without_our_doing_is_lost() -> None:
    closed = replace(HELD, word=Word.CLOSED)

    assert weigh(replace(HOLD, state=PreauthState.FROZEN), closed).finding is Finding.LOST
    assert weigh(replace(HOLD, state=PreauthState.RELEASING), closed).finding is Finding.MOVED
    assert weigh(replace(HOLD, state=PreauthState.CAPTURING), closed).finding is Finding.KNOWN


@pytest.mark.parametrize(
    ("state", "here", "step"),
    [
        (PreauthState.PENDING, WAITS, Step.ASK),
        (PreauthState.UNKNOWN, WAITS, Step.ASK),
        (PreauthState.UNKNOWN, GONE, Step.CLOSE),
        (PreauthState.PENDING, OWED, Step.CLOSE),
        (PreauthState.FROZEN, OWED, Step.WAIT),
        (PreauthState.FROZEN, DUE, Step.CAPTURE),
        (PreauthState.FROZEN, GONE, Step.RELEASE),
        (PreauthState.RELEASING, GONE, Step.RELEASE),
        (PreauthState.CAPTURING, DUE, Step.DONE),
        (PreauthState.CAPTURED, DUE, Step.DONE),
        (PreauthState.RELEASED, GONE, Step.DONE),
    ],
)
def test_the_next_step(state: PreauthState, here: Circumstances, step: Step) -> None:
    assert next_step(replace(HOLD, state=state), here) is step


@given(st.sampled_from(UNFINISHED), st.builds(Circumstances, st.booleans(), st.booleans(), st.booleans()))
def test_nothing_unfinished_is_ever_left_alone(state: PreauthState, here: Circumstances) -> None:
    assert next_step(replace(HOLD, state=state), here) is not Step.DONE


def test_two_pages_share_one_hold_and_an_id_means_one_thing() -> None:
    assert choose_hold([HOLD], WISH) == HOLD
    assert choose_hold([HOLD], replace(WISH, client_key="another")) == HOLD
    assert (
        choose_hold([replace(HOLD, state=PreauthState.CLOSED)], replace(WISH, client_key="another")) is None
    )
    with pytest.raises(PreauthIdWasUsed):
        choose_hold([HOLD], replace(WISH, channel="alipay"))
    with pytest.raises(TooManyHolds):
        choose_hold(
            [replace(HOLD, state=PreauthState.CLOSED)] * MOST_HOLDS, replace(WISH, client_key="another")
        )


def test_every_unfinished_hold_has_its_alarm_clock_in_the_same_commit() -> None:
    def clocks(changes: object) -> list[str]:
        return [change.verb for change in changes if change.table is TIMER]  # type: ignore[attr-defined]

    proof = UUID(int=9)
    frozen, held = hold(HOLD, HELD, proof, LATER)
    going, releasing = release(frozen, Why.ORDER_CANCELLED, NOON)
    unwanted, back = give_up(HOLD, HELD, proof, Why.ORDER_CLOSED)
    taking, capturing = capture(frozen, NOON)

    assert (frozen.state, clocks(held)) == (PreauthState.FROZEN, ["put"])
    assert (going.state, clocks(releasing)) == (PreauthState.RELEASING, ["put"])
    assert (unwanted.state, unwanted.why, clocks(back)) == (
        PreauthState.RELEASING,
        Why.ORDER_CLOSED,
        ["put"],
    )
    # From here on the payment of the same number has the clock.
    assert (taking.state, clocks(capturing)) == (PreauthState.CAPTURING, ["remove"])
    assert release(taking, Why.PAID_OTHERWISE, NOON) == (taking, release(taking, Why.PAID_OTHERWISE, NOON)[1])


def test_a_waiting_page_asks_no_more_often_than_allowed() -> None:
    asked = replace(HOLD, asked_at=NOON)

    assert may_ask_now(HOLD, NOON, 2.0)
    assert not may_ask_now(asked, NOON + timedelta(seconds=1), 2.0)
    assert set(HOLDING) == {PreauthState.FROZEN, PreauthState.CAPTURING}
    assert isinstance(asked, Preauth)
