from pathlib import Path

import pytest
from pydantic import ValidationError

from wendan.platform.settings import Settings, unknown_variables


@pytest.fixture(autouse=True)
def nothing_set_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WENDAN_{name.upper()}", raising=False)
    monkeypatch.delenv("WENDAN_SETTINGS", raising=False)


def test_without_any_setting_everything_has_a_value():
    settings = Settings()

    assert settings.secret_path == Path(".wendan/secret")
    assert settings.base_url == "http://127.0.0.1:8080"


def test_the_environment_is_stronger_than_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "mine.toml").write_text('port = 9000\ncell = "A1"\n')
    monkeypatch.setenv("WENDAN_SETTINGS", str(tmp_path / "mine.toml"))
    monkeypatch.setenv("WENDAN_PORT", "9001")
    monkeypatch.setenv("WENDAN_QUERY_SCHEDULE_S", "[1, 2]")

    assert (Settings().port, Settings().cell) == (9001, "A1")
    assert Settings().query_schedule_s == (1, 2)


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path):
    (tmp_path / "wendan.toml").write_text("prot = 9000\n")

    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_an_unknown_variable_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WENDAN_PROT", "9000")

    assert "WENDAN_PROT" in unknown_variables()


def test_settings_do_not_change_under_way():
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())
