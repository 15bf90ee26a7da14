import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_setup_has_nothing_to_do_when_nothing_changed():
    unchanged = ["pyproject.toml", "requirements.lock", "requirements-dev.lock", "tools/setup.sh"]
    command = ["make", "--question", *(f"--old-file={each}" for each in unchanged), "setup"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_ci_calls_make_test():
    assert (ROOT / ".ci/run").read_text().strip().endswith("make test")
