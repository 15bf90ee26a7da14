"""Short drills with everything real: processes, kills, PostgreSQL, sandbox."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wendan.cli.drilling.report import MUST_BE_ZERO

KEYS = (
    "orders paid_at_channel confirmed refunded cases_open cases_avoidable closed_unpaid lost kept_twice oversold unseen "
    "guessed breaches tickets duplicates_sent queries_per_order time_to_truth_ms known_to_screen_ms orders_per_s wall_s "
    "served_of_willing seed faults killed time_scale"
).split()


def drilled(place: Path, *choices: str) -> dict[str, Any]:
    report = place / "drill.json"
    command = [sys.executable, "-m", "wendan", "drill", "--limit", "150", "--json", str(report), *choices]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=280)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    figures: dict[str, Any] = json.loads(report.read_text())
    return figures


@pytest.mark.slow
def test_whatever_breaks_and_whoever_is_killed_no_money_is_lost(tmp_path: Path):
    figures = drilled(tmp_path, "--orders", "60", "--seed", "3", "--faults", "hell", "--kill")

    assert {name: figures[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
    assert not any(figures["breaches"].values())
    assert set(KEYS) <= set(figures)
    assert all(figures["killed"].values())
    assert figures["served_of_willing"] == 1.0


@pytest.mark.slow
def test_without_faults_a_simple_order_costs_few_questions(tmp_path: Path):
    figures = drilled(tmp_path, "--orders", "60", "--faults", "none")

    assert figures["queries_per_order"] <= 4
    assert figures["cases_open"] == 0
    assert figures["tickets"] == figures["confirmed"]


@pytest.mark.slow
def test_by_every_channel_with_customers_who_switch_no_money_is_lost(tmp_path: Path):
    figures = drilled(
        tmp_path, "--orders", "60", "--seed", "5", "--faults", "hell", "--kill", "--channels", "all"
    )

    assert {name: figures[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
    assert not any(figures["breaches"].values())


@pytest.mark.slow
def test_when_a_channel_dies_its_customers_are_served_by_another(tmp_path: Path):
    report, picture = tmp_path / "outage.json", tmp_path / "outage.svg"
    choices = "--customers 60 --minutes 3 --dies 0.5 --returns 1.5 --channels wechat,alipay --time-scale 10"
    command = [sys.executable, "-m", "wendan", "outage", *choices.split()]
    ended = subprocess.run(
        [*command, "--json", str(report), "--picture", str(picture)],
        capture_output=True,
        text=True,
        timeout=200,
    )
    figures = json.loads(report.read_text())

    assert (figures["lost"], figures["kept_twice"], figures["guessed"]) == (0, 0, 0), ended.stdout
    assert figures["success_rate"] >= 0.95
    assert {channel for row in figures["timeline"] for channel in row["paid"]} == {"wechat", "alipay"}
    assert picture.read_text().startswith("<svg")
