import importlib
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

from wendan.cli import main
from wendan.kernel.states import StateTable
from wendan.platform.settings import ENV_PREFIX, Settings
from wendan.promises import PROMISES

ROOT = Path(__file__).parents[1]
PAGES = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")])


def load(path: str):
    """A script of ours as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generate():
    return load("docs/generate.py")


@pytest.mark.parametrize(
    "name",
    [
        "settings.md",
        "commands.md",
        "states.md",
        "errors.md",
        "promises.md",
        "metrics.md",
        "roles.md",
        "late-money.md",
    ],
)
def test_the_reference_says_what_the_code_says(generate, name: str):
    written = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")

    assert written == generate.NOTE + generate.PAGES[name](), "out of date: run `make docs`"


def test_no_generated_page_is_forgotten(generate):
    written = {
        p.name for p in (ROOT / "docs/reference").glob("*.md") if p.read_text().startswith(generate.NOTE)
    }

    assert written == set(generate.PAGES)


def test_every_promise_has_its_sentence(generate):
    assert list(generate.SENTENCES) == list(PROMISES)


def test_every_state_table_is_on_the_page(generate):
    tables = {
        id(value)
        for path in (ROOT / "src/wendan/domains").glob("*/states.py")
        for value in vars(importlib.import_module(f"wendan.domains.{path.parent.name}.states")).values()
        if isinstance(value, StateTable)
    }

    assert tables == {id(table) for _, table, _ in generate.STATES}


def test_every_page_is_reached_from_the_index():
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = {str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").glob("*/*.md")}

    assert pages <= set(re.findall(r"\]\(([^)#\s]+)", index))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_setting_and_command_a_page_names_exists(page: Path):
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\bWENDAN_[A-Z_]+[A-Z]", text)) - {"WENDAN_SETTINGS"}
    commands = set(re.findall(r"`wendan ([a-z-]+)", text)) | set(
        re.findall(r"^wendan ([a-z-]+)", text, re.MULTILINE)
    )

    assert named <= {f"{ENV_PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert commands <= set(main)


def test_every_direct_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.match(r"[A-Za-z0-9-]+", each).group() for each in wanted}  # type: ignore[union-attr]
    reasons = re.findall(
        r"^\| ([a-z0-9-]+) \| \S+", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE
    )

    assert set(reasons) - {"package"} == names


def test_locks_have_hashes_and_no_addresses():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert "--index" not in text
        for pin in re.findall(r"^[a-z0-9].*(?:\n .*)*", text, re.MULTILINE):
            assert "--hash=sha256:" in pin


def test_every_target_of_make_is_known_to_its_help():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    assert targets == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        assert (page.parent / target.split("#")[0]).exists(), f"{page.name} links to {target}"


def test_the_openapi_snapshot_is_what_the_addresses_say():
    snapshot = ROOT / "web/shared/openapi.json"

    assert snapshot.read_text(encoding="utf-8") == load("tools/openapi.py").openapi_text(), "run `make docs`"


def test_the_pages_words_for_every_cause_are_the_kernels():
    table = ROOT / "web/shared/messages/cause-table.ts"
    assert table.read_text(encoding="utf-8") == load("tools/openapi.py").cause_table_text(), "run `make docs`"


def test_every_reference_in_the_openapi_document_leads_somewhere():
    text = (ROOT / "web/shared/openapi.json").read_text(encoding="utf-8")
    schemas = json.loads(text)["components"]["schemas"]

    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(schemas)
