"""Whether the risk evaluation is fair: a later month, no future, hidden minds; what a fit may never do; its commands."""

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from logged_town import fill

from wendan.cli import main
from wendan.cli.evaluating.risk.judge import evaluated
from wendan.cli.evaluating.risk.minds import Kind
from wendan.cli.evaluating.risk.picture import picture
from wendan.cli.evaluating.risk.town import MIDNIGHT, months, of_days
from wendan.domains.risk.model import CardRole, Outcome
from wendan.domains.risk.rules.definitions import DEFINITIONS
from wendan.domains.risk.rules.features import histories_of, leaks_of, measured, samples_of
from wendan.domains.risk.rules.known import outcome_of
from wendan.domains.risk.rules.scorecard import judge
from wendan.domains.risk.store import CARDS_OF_MERCHANT
from wendan.flows.fitting.fit import fit, in_order
from wendan.flows.fitting.measures import Judged, Resampled, Told, psi
from wendan.flows.fitting.report import by_card, by_count, fairness, uneven
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.clock import SystemClock
from wendan.platform.db import open_database

SEED, DINERS, DAYS = 2, 220, 120
LOG = months(SEED, DINERS, DAYS)
HISTORIES = histories_of(each.order for each in LOG)


@pytest.fixture(scope="module")
def figures():
    return evaluated(SEED, DINERS, DAYS)


@pytest.fixture(scope="module")
def learnt():
    return samples_of((each.order for each in of_days(LOG, 0, 90)), HISTORIES).rows


def test_ours_beats_counting_unpaid_orders_on_the_later_month(figures):
    assert figures["auc_gain"][1] > 0
    assert figures["brier_gain"][1] > 0
    assert figures["ece"][1] <= 0.02
    assert figures["leaks"] == []
    assert figures["is_good"]
    assert figures["others"]["truth"]["auc"][0] > figures["auc"][0], "nobody knows better than the truth"


def test_the_same_seed_gives_the_same_figures(figures):
    assert evaluated(SEED, DINERS, DAYS) == figures


def test_a_feature_that_sees_the_future_makes_the_evaluation_bad():
    def peeping(ask, history):
        later = sum(o.placed_at > ask.at and outcome_of(o) is Outcome.UNPAID for o in history)
        return measured(ask, history) | {"unpaid_later": float(later)}

    assert leaks_of(HISTORIES) == set()
    assert leaks_of(HISTORIES, peeping) == {"unpaid_later"}
    few = evaluated(SEED, 120, 60, peeping)
    assert few["leaks"] == ["unpaid_later"]
    assert not few["is_good"]


def test_hardly_an_honest_diner_is_held_up_and_no_newcomer_at_all(figures):
    assert figures["stopped_by_kind"]["honest"]["paid"] < 0.02
    assert figures["stopped_by_kind"]["newcomers"]["paid"] == 0
    assert figures["stopped_by_kind"]["malicious"]["unpaid"] > 0.6
    assert figures["fairness"]["age"]["new"][0] == 0


def test_the_blacklist_meets_the_malicious_and_no_honest_diner(figures):
    listed = {kind: n for kind, (n, _) in figures["blacklisted_by_kind"].items()}

    assert listed[Kind.HONEST] == 0
    assert listed[Kind.MALICIOUS] > listed[Kind.FORGETFUL]


def test_the_picture_is_whole_svg_and_says_its_figures(figures):
    text = picture(figures)

    assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own
    assert f"{figures['auc'][0]:.3f}" in text


def test_a_fitted_card_never_contradicts_what_a_feature_may_mean(learnt):
    card = fit(learnt, "x")

    for each in card.characteristics:
        definition = DEFINITIONS[each.name]
        assert list(each.points) == sorted(each.points, reverse=definition.more_is == "worse")
        assert not definition.only_adds or min(each.points) >= 0
        assert sum(each.shares) == pytest.approx(1)
    newcomers = [
        judge(s.features, card) for s in learnt if s.features.is_newcomer and s.features.waiting_now <= 1
    ]
    assert newcomers
    assert all(decision.score >= 600 for decision in newcomers if decision.values["orders_1h"] <= 1)


def test_too_few_unpaid_orders_teach_nothing(learnt):
    with pytest.raises(ValueError, match="of each are needed"):
        fit(learnt[:20], "x")


def test_the_rule_gives_more_to_whoever_left_more(learnt):
    chances = by_count(learnt)
    by_number = {s.unpaid_before: chances(s) for s in learnt}

    assert by_number[0] < by_number[1] < max(by_number.values())


def test_weights_are_pooled_where_they_contradict():
    assert in_order([1.0, 3.0, 2.0], [1, 1, 1], "better") == [1.0, 2.5, 2.5]
    assert in_order([1.0, 3.0, 2.0], [1, 1, 2], "worse") == pytest.approx([2.0, 2.0, 2.0])
    assert in_order([1.0, 3.0, 2.0], [1, 1, 1], "free") == [1.0, 3.0, 2.0]


def test_auc_counts_pairs_and_ties_half():
    told = [Told(1, 0.1, False), Told(1, 0.4, True), Told(2, 0.4, False), Told(3, 0.9, True)]
    judged = Judged(told)

    assert judged.auc([1, 1, 1]) == pytest.approx((1 + 0.5 + 1 + 1) / 4)
    assert judged.auc([1, 0, 1]) == 1.0
    assert judged.brier([1, 1, 1]) == pytest.approx((0.01 + 0.36 + 0.16 + 0.01) / 4)
    assert judged.ks([1, 1, 1]) == pytest.approx(0.5)


def test_chances_that_come_true_have_no_calibration_error():
    told = [Told(n, 0.2, n % 5 == 0) for n in range(100)]

    assert Judged(told).ece([1] * 100) == pytest.approx(0)
    assert Judged([Told(n, 0.5, n % 5 == 0) for n in range(100)]).ece([1] * 100) == pytest.approx(0.3)


def test_drift_is_nothing_between_equals_and_grows():
    assert psi([0.5, 0.5], [0.5, 0.5]) == 0
    assert psi([0.5, 0.5], [0.9, 0.1]) > 0.25


def test_a_group_held_up_beyond_chance_is_named(learnt):
    rates = {
        "hour": {"noon": [0.05, 0.04, 0.06, 900], "night": [0.2, 0.15, 0.25, 90]},
        "age": {"new": [0, 0, 0, 9]},
    }
    assert uneven(rates) == ["hour: night"]

    card = fit(learnt, "x")
    found = fairness(card, learnt, Resampled(len({s.order.diner_id for s in learnt}), 1, 50))
    assert set(found) == {"age", "store", "client", "hour"}
    assert by_card(card)(learnt[0]) < 0.6


def run(words: str):
    return asyncio.to_thread(main, words.split(), result_action="return_value")


@pytest.fixture
async def filled(database: str, monkeypatch: pytest.MonkeyPatch):
    """The town's four months, ending now, in head office's merchant's own three stores."""
    monkeypatch.setenv("WENDAN_DATABASE_URL", database)
    async with open_database(database, 1) as opened:
        await fill(opened, LOG, SystemClock().now() - (MIDNIGHT + timedelta(days=DAYS)))
        yield opened


async def test_a_month_is_fitted_reported_promoted_and_its_unpaid_reviewed(filled, capsys):
    await run("risk fit")
    assert "challenger" in capsys.readouterr().out
    [card] = await filled.read(CARDS_OF_MERCHANT, merchant_id=HEAD_OFFICE)
    assert card.role is CardRole.CHALLENGER
    assert card.report["auc"][0] > 0.75
    assert card.report["fitted_on"]["unpaid"] > 100

    await run("risk promote --by 小王 --reason 优于旧卡")
    [card] = await filled.read(CARDS_OF_MERCHANT, merchant_id=HEAD_OFFICE)
    assert (card.role, card.role_by, card.role_reason) == (CardRole.CHAMPION, "小王", "优于旧卡")
    capsys.readouterr()

    await run("risk report")
    told = json.loads(capsys.readouterr().out)
    assert told["scorecard"] == card.name
    assert set(told["drift"]) == set(DEFINITIONS)
    assert "hour" in told["fairness"]

    await run("risk review --days 10")
    listed = capsys.readouterr().out.splitlines()
    rows = await filled.fetch("SELECT diner_id FROM blacklist")
    kinds = {each.order.diner_id: each.kind for each in LOG}
    assert len(listed) == len(rows) > 0
    assert Kind.MALICIOUS in {kinds[row["diner_id"]] for row in rows}


def test_the_command_writes_its_figures_and_ends_with_1_when_not_better(tmp_path: Path):
    words = (
        f"evaluate risk --customers 60 --days 45 --json {tmp_path / 'r.json'} --picture {tmp_path / 'r.svg'}"
    )

    with pytest.raises(SystemExit) as ended:
        main(words.split(), result_action="return_value")
    assert ended.value.code == 1
    assert not json.loads((tmp_path / "r.json").read_text())["is_good"]
    assert (tmp_path / "r.svg").read_text().startswith("<svg")


def test_serving_needs_no_scikit_learn():
    asked = (
        "import sys, wendan.app, wendan.api.server; print(any(m.startswith('sklearn') for m in sys.modules))"
    )

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_without_scikit_learn_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)

    with pytest.raises(SystemExit, match="wendan\\[risk\\]"):
        main("evaluate risk --customers 150 --days 60".split(), result_action="return_value")
