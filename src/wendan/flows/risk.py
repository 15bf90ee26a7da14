"""An order's risk, judged before it is placed; and the scorecard that judges, changed by people's word alone."""

from collections.abc import Sequence
from uuid import UUID

from wendan.domains.risk.errors import ScorecardIsUnknown
from wendan.domains.risk.model import Ask, PastOrder, Person, RiskDecision, Scorecard, ScorecardRow
from wendan.domains.risk.rules.features import measure
from wendan.domains.risk.rules.known import SHARED_ENTRIES
from wendan.domains.risk.rules.scorecard import SHIPPED, judge, without_person
from wendan.domains.risk.service import promote, speak_for
from wendan.domains.risk.store import CARD_OF_MERCHANT, CARDS_IN_ROLE, CHAMPION_OF_MERCHANT
from wendan.flows.blacklist import history_of, stores_of
from wendan.flows.house import House


def judge_order(ask: Ask, history: Sequence[PastOrder], champion: ScorecardRow | None) -> RiskDecision:
    """The decision on an order about to be placed, from what one read has given."""
    card = SHIPPED if champion is None else champion.content
    return without_person(card) if ask.entry in SHARED_ENTRIES else judge(measure(ask, history), card)


async def weigh_order(house: House, merchant_id: UUID, diner_id: UUID, ask: Ask) -> RiskDecision:
    """The same with its reading. A checkout that reads anyway asks `judge_order`."""
    champion = await house.database.read(CHAMPION_OF_MERCHANT, merchant_id=merchant_id)
    if ask.entry in SHARED_ENTRIES:
        # A kiosk's history is everybody's and long: it is not read.
        return judge_order(ask, (), champion)
    history = await history_of(house, await stores_of(house, merchant_id), diner_id, ask.at)
    return judge_order(ask, history, champion)


async def card_in_force(house: House, merchant_id: UUID) -> Scorecard:
    """The merchant's champion, or the one that ships with the house."""
    champion = await house.database.read(CHAMPION_OF_MERCHANT, merchant_id=merchant_id)
    return SHIPPED if champion is None else champion.content


async def promote_challenger(house: House, merchant_id: UUID, word: tuple[str, str]) -> ScorecardRow:
    """The challenger takes the champion's place; `word` is who says so and why. Raises ScorecardIsUnknown."""

    async def once() -> ScorecardRow:
        known = await house.database.read(CARDS_IN_ROLE, merchant_id=merchant_id)
        challenger = next((card for card in known if card.role == "CHALLENGER"), None)
        if challenger is None:
            raise ScorecardIsUnknown
        promoted, changes = promote(challenger, known, word, house.clock.now())
        await house.database.commit(changes)
        return promoted

    return await house.decide("risk", once)


async def speak_for_challenger(house: House, place: tuple[UUID, UUID], by: Person) -> ScorecardRow:
    """A person's word for a challenger, the second one's promotes it; `place` is (merchant, scorecard).

    Raises ScorecardIsUnknown, ScorecardIsNoChallenger, AnotherPersonMustPromote.
    """
    merchant_id, card_id = place

    async def once() -> ScorecardRow:
        card, known = await house.database.read(
            CARD_OF_MERCHANT, CARDS_IN_ROLE, merchant_id=merchant_id, card_id=card_id
        )
        if card is None:
            raise ScorecardIsUnknown
        after, changes = speak_for(card, known, by, house.clock.now())
        await house.database.commit(changes)
        return after

    return await house.decide("risk", once)
