"""The demo as an owner runs it: it ends with a clean verdict, and Ctrl-C leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from wendan.cli.demonstration.verdict import MUST_BE_ZERO

DEMO = [sys.executable, "-m", "wendan", "demo", "--seconds", "10"]


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(each) for each in listed.stdout.split()]


def test_a_short_rush_ends_with_nothing_lost_and_nothing_kept_twice(tmp_path: Path) -> None:
    report = tmp_path / "verdict.json"

    ended = subprocess.run(
        [*DEMO, "--exit", "--json", str(report)], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = json.loads(report.read_text())
    assert found["odd"] == []
    assert found["orders"] >= 5
    assert found["confirmed"] >= 1
    assert {name: found[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
    assert "verdict" in ended.stdout
    assert "/docs" in ended.stdout


def test_ctrl_c_in_the_middle_of_the_rush_stops_every_child() -> None:
    demo = subprocess.Popen(
        [*DEMO, "--exit"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        while len(children := children_of(demo.pid)) < 3:  # PostgreSQL, server, worker
            assert demo.poll() is None, "the demo ended before its children stood"
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=40)
    finally:
        if group_lives(demo.pid):
            os.killpg(demo.pid, signal.SIGKILL)

    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
