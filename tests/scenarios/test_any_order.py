"""Whatever people and WeChat do, in any order: at the end every fen has its home and nothing is left alone."""

import random
from pathlib import Path

import counter_phrases  # noqa: F401 - their sentences register themselves
import coupon_phrases  # noqa: F401
import late_phrases  # noqa: F401
import office_phrases  # noqa: F401
import pytest
import reminding_phrases
import staff_phrases  # noqa: F401
from phrases import all_is_well, play
from stage import Stage, set_stage

DINERS = ["小明", "小红", "小刚"]
SENTENCES = [
    "{who} orders 1 牛肉面",
    "{who} orders 2 豆浆",
    "{who} presses pay",
    "{who} presses pay by h5",
    "{who} has a coupon of 500 fen",
    "{who} presses pay with the coupon",
    "{who} presses pay with the coupon by h5",
    "{who}'s page is open",
    "{who} would rather have the meal",
    "{who} would rather have the money",
    "{who} pays at wechat",
    "{who} pays at wechat though it is closed",
    "{who} pays at wechat late",
    "{who} asks",
    "{who} cancels",
    "{who}'s order is sent again",
    "{n} seconds pass",
    "{n} minutes pass",
    "wechat loses every callback",
    "wechat doubles every callback",
    "wechat is well again",
    "wechat's next answers to query are system-error-before, reset-after",
    "wechat's next answers to prepay are lost",
    "wechat's next answers to close are system-error-after, reset-before",
    "wechat's next answers to refund are lost, unavailable-after",
    "the kitchen sees its tickets",
    "staff cancels {who}'s order",
    "the cashier takes 5000 fen in cash for {who}'s order",
    "the till dies right after 5000 fen in cash for {who}'s order were confirmed",
    "the cashier hands back {who}'s cash",
    "only 3 牛肉面 are left",
    "{who} may be reached at 13800138000",
    "{who} may be reached at 13800130001 by text messages only",
    "the gateway's next answers to sms are lost, unavailable-before",
    "the gateway's next answers to call are limited, reset-after",
    "the gateway's next answers to ask are unavailable-before",
    "the gateway's reports are lost",
]


AT_THE_END = [
    "wechat is well again",
    "90 minutes pass",
    "the cashier hands back all cash that waits",
    "the kitchen sees its tickets",
]


def _can_happen(stage: Stage, sentence: str, who: str) -> bool:
    """Nobody presses a button that is not there."""
    guest = stage.guests.get(who)
    if sentence.startswith("{who} orders"):
        return guest is None or not guest.order
    if "has a coupon" in sentence:
        return guest is None or guest.coupons == 0
    if "with the coupon" in sentence:
        return bool(guest and guest.order and guest.coupons)
    if "pays at wechat" in sentence:
        return bool(guest and guest.payment and guest.payment["parameters"])
    return "{who}" not in sentence or bool(guest and guest.order)


async def _try(stage: Stage, sentence: str) -> None:
    """WeChat may refuse a payment that comes too late or twice; that is its business."""
    try:
        await play(stage, sentence)
    except AssertionError as refused:
        if "pays at wechat" not in sentence or "reason" not in str(refused):
            raise


@pytest.mark.parametrize("seed", range(8))
async def test_any_sequence_comes_to_rest_with_every_promise_kept(
    seed: int, database: str, tmp_path: Path, wechat: Path
) -> None:
    dice = random.Random(seed)
    played = []
    async with set_stage(database, tmp_path, wechat) as stage:
        await play(stage, "the cashier opens the drawer with 50000 fen")
        await reminding_phrases.set_ladder(stage, "sms", "in-page", "voice-call")
        for _ in range(40):
            who, sentence = dice.choice(DINERS), dice.choice(SENTENCES)
            if _can_happen(stage, sentence, who):
                played.append(sentence.format(who=who, n=dice.randint(1, 12)))
                await _try(stage, played[-1])
        for sentence in AT_THE_END:
            await play(stage, sentence)

        unfinished = await stage.house.database.fetch(
            "SELECT id FROM customer_order WHERE state IN ('AWAITING_PAYMENT', 'CLOSING') "
            "UNION ALL SELECT id FROM refund WHERE state NOT IN ('SUCCEEDED', 'FAILED') "
            "UNION ALL SELECT id FROM message WHERE state IN ('PLANNED', 'SENDING')"
        )
        assert unfinished == [], played
        await all_is_well(stage)
