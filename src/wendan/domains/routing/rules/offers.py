"""One pure function decides what is offered, and in which order."""

from typing import Final

from wendan.domains.routing.model import (
    Act,
    BreakerState,
    Chance,
    Method,
    Offer,
    Recommendation,
    Route,
    Situation,
    Way,
)
from wendan.domains.routing.rules.accounts import act_on, choose_account, state_of
from wendan.domains.routing.rules.methods import METHODS
from wendan.kernel.scene import Scene

NEEDS_PAYER: Final = frozenset({Scene.IN_APP, Scene.AT_ONCE})
_UNKNOWN: Final = Chance(0.5, None)
_CARE: Final = (BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN)


def offers(situation: Situation) -> list[Offer]:
    """What this customer can pay by, the likeliest to succeed first; nothing ill while something else is well."""
    possible = {method: route for method in METHODS.values() if (route := best_route(method, situation))}
    states = {method: state_of(route, situation.breakers) for method, route in possible.items()}
    if any(state is not BreakerState.OPEN for state in states.values()):
        possible = {m: r for m, r in possible.items() if states[m] is not BreakerState.OPEN}
    if len(possible) == 1:
        return [Offer(m.channel, m.method, Recommendation.ONLY_ONE) for m in possible]
    moved_to = {switch.to_channel for switch in situation.switches if switch.act is Act.MOVE}
    ranked = sorted(
        possible, key=lambda m: (_CARE.index(states[m]), m.channel not in moved_to, -_score(m, situation))
    )
    return [Offer(m.channel, m.method, _reason(m, situation, is_moved=m.channel in moved_to)) for m in ranked]


def best_route(method: Method, situation: Situation) -> Route | None:
    """The account this method would go to here and now; None where it cannot be offered."""
    is_possible = (
        situation.client in method.clients
        and method.least_fen <= situation.amount_fen <= method.most_fen
        and method.place in (None, *situation.marks)
        and method.method in situation.methods.get(method.channel, ())
        and (method.scene not in NEEDS_PAYER or method.channel in situation.payers)
    )
    if not is_possible:
        return None
    routes = [
        route
        for account in situation.accounts.get(method.channel, ())
        if act_on(route := Route(method.channel, account, method.method), situation.switches) is None
        and (method.scene not in NEEDS_PAYER or (method.channel, account) not in situation.strange)
    ]
    return choose_account(routes, situation.breakers)


def _score(method: Method, situation: Situation) -> float:
    """The share of the amount that can be expected to arrive, after the channel's fee."""
    chance = situation.chances.get(Way(method.channel, method.method), _UNKNOWN)
    return chance.probability * (1 - situation.cost_weight * method.cost_bp / 10_000)


def _reason(method: Method, situation: Situation, *, is_moved: bool) -> Recommendation | None:
    if is_moved:
        return Recommendation.MOVED
    return situation.chances.get(Way(method.channel, method.method), _UNKNOWN).reason
