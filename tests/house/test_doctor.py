import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from wendan.cli import doctor as command
from wendan.cli import doctor_checks, main
from wendan.cli.doctor_checks import Finding, Health
from wendan.platform.settings import Settings


@pytest.fixture(autouse=True)
def nothing_set_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WENDAN_{name.upper()}", raising=False)


async def found(what: str, settings: Settings) -> Finding:
    return await doctor_checks.CHECKS[what](settings)


@pytest.mark.parametrize(
    "what", ["python", "packages", "variables", "data directory", "disk", "postgresql", "clock"]
)
async def test_this_machine_is_well(what: str):
    assert (await found(what, Settings())).health is Health.GOOD


async def test_a_taken_port_is_seen():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        finding = await found("port", Settings(port=taken.getsockname()[1]))

    assert finding.health is Health.ODD
    assert "WENDAN_PORT" in finding.mend


async def test_an_engine_of_the_bills_that_is_not_here_is_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    by_itself = await found("reconciliation", Settings())
    on_spark = await found("reconciliation", Settings(reconcile_engine="spark"))

    assert by_itself.health is Health.GOOD
    assert on_spark.health is Health.BAD
    assert "wendan[spark]" in on_spark.found


async def test_a_database_that_does_not_answer_is_wrong():
    finding = await found("database", Settings(database_url="postgresql://nobody@127.0.0.1:1/none"))

    assert finding.health is Health.BAD


async def test_a_database_in_use_is_well(database: str):
    assert (await found("database", Settings(database_url=database))).health is Health.GOOD


async def test_an_empty_database_is_told_apart(empty_database: str):
    assert (await found("database", Settings(database_url=empty_database))).health is Health.ODD


async def test_a_wechat_file_that_lacks_something_is_wrong(tmp_path: Path):
    (tmp_path / "wechat.json").write_text('{"mchid": "1"}')
    finding = await found("wechat pay", Settings(wechat_file=tmp_path / "wechat.json"))

    assert finding.health is Health.BAD


async def test_a_place_where_nothing_can_be_written_is_wrong(tmp_path: Path):
    (tmp_path / "file").write_text("")
    finding = await found("data directory", Settings(data_dir=tmp_path / "file" / "below"))

    assert finding.health is Health.BAD


async def test_a_check_that_fails_is_a_finding_too(monkeypatch: pytest.MonkeyPatch):
    async def ill(_: Settings) -> Finding:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(doctor_checks, "CHECKS", {"ill": ill})
    (finding,) = await doctor_checks.examine(Settings())

    assert finding.health is Health.BAD
    assert "nobody foresaw this" in finding.found


def test_something_wrong_ends_with_1_and_is_written_as_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("WENDAN_PORT", "ninety")
    with pytest.raises(SystemExit) as ended:
        command.doctor(report=tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())

    assert ended.value.code == 1
    assert not report["well"]
    assert "port" in report["findings"][0]["found"]


def test_every_command_can_be_imported():
    commands = [main[name] for name in main if not name.startswith("-")]
    below = [
        app[name] for app in commands if not app.default_command for name in app if not name.startswith("-")
    ]

    assert below, "wendan route has commands of its own"
    assert all(app.default_command for app in (*commands, *below) if app.default_command or app in below)


def test_help_is_quick_because_it_imports_no_command():
    script = (
        "import sys; from wendan.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert not {'asyncpg', 'litestar', 'sqlalchemy', 'aiohttp', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


async def test_another_channels_file_that_lacks_something_is_wrong(tmp_path: Path):
    (tmp_path / "alipay.json").write_text('{"app_id": "1"}')
    broken = await found("other channels", Settings(alipay_file=tmp_path / "alipay.json"))
    missing = await found("other channels", Settings(unionpay_file=tmp_path / "unionpay.json"))
    none = await found("other channels", Settings())

    assert (broken.health, missing.health, none.health) == (Health.BAD, Health.BAD, Health.GOOD)
    assert "alipay.json" in broken.mend
