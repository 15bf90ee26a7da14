"""What is shipped is whole: a machine without Node gets its pages, and a new database its tables."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/wendan"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a wheel built from here, by name."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = place.glob("*.whl")
    with zipfile.ZipFile(built) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_wheel_carries_every_page_picture_and_table(wheel):
    kept = [
        *(PACKAGE / "web").rglob("*"),
        *(PACKAGE / "platform/migrations").rglob("*.sql"),
    ]
    expected = {f"wendan/{file.relative_to(PACKAGE)}" for file in kept if file.is_file()}

    assert len(expected) > 100
    assert expected - wheel.keys() == set()


@pytest.mark.parametrize("area", ["diner", "console"])
def test_what_a_page_of_the_wheel_asks_for_is_in_the_wheel(wheel, area):
    page = wheel[f"wendan/web/{area}/index.html"].decode()
    asked = {f"wendan/web/{area}/{name}" for name in re.findall(r'(?:src|href)="\./([^"?#]+)"', page)}

    assert asked
    assert asked - wheel.keys() == set()


def test_nothing_of_the_workshop_is_shipped(wheel):
    assert [name for name in wheel if "node_modules" in name or name.endswith((".ts", ".vue", ".map"))] == []
