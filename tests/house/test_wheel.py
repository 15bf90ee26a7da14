"""The wheel carries everything that runs: an installed house needs no Node and no clone."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_carries_pages_pictures_and_migrations(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr

    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "wendan/web/diner/index.html",
        "wendan/web/console/index.html",
        "wendan/web/mp-weixin.zip",
        "wendan/web/pictures/beef-noodles.svg",
        "wendan/platform/migrations/pre/0001_foundation.sql",
    } <= names
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/wendan").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= names
