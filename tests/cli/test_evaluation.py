"""Whether the evaluation is fair: nobody sees the future, everybody meets the same dice; and what it finds."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from wendan.cli import main
from wendan.cli.evaluating.judge import Judge, by_week
from wendan.cli.evaluating.picture import NAMES, picture
from wendan.cli.evaluating.play import Outcome, favourite, play, tried
from wendan.cli.evaluating.policies import BASELINES, BLIND, ORACLE, OURS, policy_of
from wendan.cli.evaluating.replay import replay, told
from wendan.cli.evaluating.shoplog import ShopLog, Try
from wendan.cli.evaluating.town import comings
from wendan.domains.routing.model import Client

SEED, CUSTOMERS, DAYS = 3, 130, 45
WORLD = comings(SEED, CUSTOMERS, DAYS)
TRUTH = {visit.number: truth.chances for visit, truth in WORLD}


@pytest.fixture(scope="module")
def played() -> dict[str, list[Outcome]]:
    names = (OURS, *BASELINES, ORACLE)
    return {name: play(SEED, WORLD, policy_of(name, TRUTH)) for name in names}


def test_ours_beats_each_baseline_and_comes_close_to_the_oracle(played):
    verdict = Judge(played, SEED).verdict()

    assert all(low > 0 for _, low, _ in verdict["gain_over"].values())
    assert verdict["share_of_oracle"][0] >= 0.9
    assert verdict["is_good"]
    ordered = {name: share[0] for name, share in verdict["success_at_first_choice"].items()}
    assert max(ordered, key=ordered.__getitem__) == ORACLE


def test_a_policy_that_wins_by_luck_only_is_not_good(played):
    shuffled = dict.fromkeys(played, played[BASELINES[0]])

    assert not Judge(shuffled, SEED).verdict()["is_good"]


@pytest.mark.parametrize("name", [OURS, BLIND, *BASELINES])
def test_what_happens_later_changes_no_earlier_decision(name: str):
    half = len(WORLD) // 6
    # From here on everybody has another mind.
    other = [
        (
            visit,
            replace(
                truth, chances=dict.fromkeys(truth.chances, 0.5), wishes=dict.fromkeys(truth.wishes, 0.6)
            ),
        )
        for visit, truth in WORLD[half : 2 * half]
    ]

    as_it_is = play(SEED, WORLD[: 2 * half], policy_of(name, {}))
    otherwise = play(SEED, [*WORLD[:half], *other], policy_of(name, {}))
    cut_short = play(SEED, WORLD[:half], policy_of(name, {}))
    listed = [[each.listed for each in own[:half]] for own in (as_it_is, otherwise, cut_short)]
    assert listed[0] == listed[1] == listed[2]


@pytest.mark.parametrize("name", [OURS, *BASELINES])
def test_a_log_filled_with_the_future_tells_a_policy_nothing_of_it(name: str):
    visit, truth = WORLD[200]
    past, full = ShopLog(), ShopLog()
    for other, hidden in WORLD[:400]:
        one = tried(SEED, (other, hidden), 1, favourite(hidden))
        full.write(one)
        if one.known_h < visit.at_h:
            past.write(one)

    assert policy_of(name, {}).first(visit, full) == policy_of(name, {}).first(visit, past)
    assert full.crowd_rows(visit.place, visit.at_h) == past.crowd_rows(visit.place, visit.at_h)
    assert full.diner_rows(visit.diner, visit.at_h) == past.diner_rows(visit.diner, visit.at_h)
    assert full.last_used(visit.diner, visit.at_h) == past.last_used(visit.diner, visit.at_h)
    assert full.health(visit.at_h) == past.health(visit.at_h)
    assert truth.person == visit.diner or visit.diner is None


def test_an_outcome_is_not_known_while_the_customer_still_pays():
    visit, truth = WORLD[0]
    log = ShopLog()
    log.write(tried(SEED, (visit, truth), 1, favourite(truth)))

    assert log.crowd_rows(visit.place, visit.at_h) == []
    assert len(log.crowd_rows(visit.place, visit.at_h + 1)) == 1


def test_every_policy_meets_the_same_dice(played):
    by_policy = [played[name] for name in BASELINES]
    alike = 0
    for outcomes in zip(*by_policy, strict=True):
        if len({each.listed for each in outcomes}) == 1:
            alike += 1
            assert len({each.is_success for each in outcomes}) == 1

    assert alike > 100


def test_the_same_seed_plays_the_same_town():
    again = comings(SEED, CUSTOMERS, DAYS)

    assert again == WORLD
    assert comings(SEED + 1, CUSTOMERS, DAYS) != WORLD


def test_nobody_is_known_at_a_kiosk():
    assert all((visit.diner is None) == (visit.client is Client.KIOSK) for visit, _ in WORLD)
    assert any(visit.client is Client.KIOSK for visit, _ in WORLD)


def test_a_replay_says_how_often_a_policy_names_what_was_paid_with():
    log: list[Try] = []
    for visit, truth in WORLD[:600]:
        first = tried(SEED, (visit, truth), 1, favourite(truth))
        log += (
            [first] if first.won else [first, tried(SEED, (visit, truth), 2, favourite(truth, but=first.way))]
        )

    figures = told(replay(log), SEED)
    shares = {name: each["paid_way_listed_first"] for name, each in figures["policies"].items()}
    assert figures["orders"] == 600
    assert shares[OURS][0] > shares["fixed order"][0]
    assert all(0 <= low <= value <= high <= 1 for value, low, high in shares.values())


def test_the_picture_says_in_words_what_it_draws(played):
    everything = {**played, BLIND: played[OURS]}
    drawn = picture(
        {
            "customers": CUSTOMERS,
            "days": DAYS,
            "visits": len(WORLD),
            **Judge(everything, SEED).verdict(),
            "by_week": {name: by_week(own) for name, own in everything.items()},
        }
    )

    root = ET.fromstring(drawn)  # noqa: S314 - our own words
    names = {child.tag.rpartition("}")[2]: child.text or "" for child in root}
    assert "首选成功率" in names["title"]
    assert all(name in names["desc"] for name in NAMES.values())
    assert "Noto Sans SC" in drawn


def test_the_command_writes_figures_and_picture_and_ends_with_1_when_ours_is_not_better(tmp_path: Path):
    figures, drawing = tmp_path / "r.json", tmp_path / "r.svg"
    words = f"evaluate recommendation --customers 6 --days 8 --seed 2 --json {figures} --picture {drawing}"

    # Six customers for a week prove nothing: the intervals say so, and the command with them.
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 1
    assert json.loads(figures.read_text())["is_good"] is False
    assert drawing.read_text().startswith("<svg")
