"""The rules of docs and design that a linter does not know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
SOURCES = sorted(SRC.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_FILE, MOST_PARAMETERS = 40, 300, 5

BANNED_PARTS = {
    "Manager": "the thing it manages, or the verb",
    "Helper": "what it does",
    "Utils": "the one subject of its functions",
    "Util": "the one subject of its functions",
}
BANNED_NAMES = {
    "data": "what it is: body, rows, fields",
    "info": "what it says",
    "process": "the verb of the business: settle, place, sweep",
    "utils": "the one subject of its functions",
    "helpers": "the one subject of its functions",
    "misc": "the one subject of its functions",
}

WALL_TIME = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
WALL_TIME |= {
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.sleep",
    "asyncio.sleep",
    "loop.time",
}
CHANCE_MODULES = {"random", "secrets"}
CHANCE_CALLS = {"os.urandom", "uuid4", "uuid1", "uuid.uuid4", "uuid.uuid1"}
CLOCK, IDS = "wendan/platform/clock.py", "wendan/platform/ids.py"
# The other side is not the house: it rolls its own seeded dice and keeps its own secrets.
MAY_USE_CHANCE = (IDS, "wendan/sandbox/")


def name_of(path: Path) -> str:
    return path.relative_to(SRC if path.is_relative_to(SRC) else ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def names_bound(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def imported(path: Path) -> Iterator[str]:
    """Full names of what a file imports, and of the parts taken from it, strings of lazy commands included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\b(wendan(?:\.\w+)+)\b", node.value) if len(node.value) < 100 else []


def module_of(path: Path) -> str:
    return name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_a_function_fits_on_one_screen():
    long = [
        f"{name_of(path)}:{f.lineno} {f.name} has {f.end_lineno - f.lineno + 1} lines"
        for path in SOURCES
        for f in functions(path)
        if f.end_lineno is not None and f.end_lineno - f.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_a_file_is_read_in_one_sitting():
    long = {
        name_of(p): n for p in [*SOURCES, *TESTS] if (n := len(p.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_a_function_asks_for_at_most_five_things():
    # Fields of frozen values are written by dataclass and are no parameters; a library's own hook is not our choice.
    many = []
    for path in SOURCES:
        for f in functions(path):
            asked = [a.arg for a in [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs]]
            asked = [a for a in asked if a not in {"self", "cls"}]
            if len(asked) > MOST_PARAMETERS and f.name != "settings_customise_sources":
                many.append(f"{name_of(path)}:{f.lineno} {f.name} asks for {len(asked)}")
    assert not many


def test_names_say_what_they_mean():
    wrong = []
    for path in SOURCES:
        for line, name in names_bound(path):
            better = BANNED_NAMES.get(name)
            better = better or next((use for part, use in BANNED_PARTS.items() if part in name), None)
            if name.startswith("handle_"):
                better = "the verb of what is done with it"
            if better:
                wrong.append(f"{name_of(path)}:{line} {name}: say {better}")
    assert not wrong


def test_only_the_clock_knows_the_time():
    wrong = [
        f"{name_of(path)}:{line} {call}"
        for path in SOURCES
        if name_of(path) != CLOCK
        for line, call in calls(path)
        # sleep(0) lets others run and takes no time.
        if call in WALL_TIME and "asyncio.sleep(0)" not in path.read_text().splitlines()[line - 1]
    ]
    assert not wrong


def test_only_ids_makes_ids_and_chance():
    wrong = []
    for path in SOURCES:
        if name_of(path).startswith(MAY_USE_CHANCE):
            continue
        wrong += [
            f"{name_of(path)}: {each}" for each in imported(path) if each.split(".")[0] in CHANCE_MODULES
        ]
        wrong += [f"{name_of(path)}:{line} {call}" for line, call in calls(path) if call in CHANCE_CALLS]
    assert not wrong


def test_sql_is_written_in_stores_only():
    verbs = re.compile(r"\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s+\w+\s+SET|DELETE FROM)\s", re.DOTALL)
    wrong = []
    for path in SOURCES:
        name = name_of(path)
        is_store = "store" in (path.stem, path.parent.name)
        if is_store or name.startswith(("wendan/platform/", "wendan/sandbox/")):
            continue
        made = (node for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr))
        wrong += [f"{name}:{node.lineno}" for node in made if verbs.search(ast.unparse(node))]
    assert not wrong


def test_columns_are_named():
    files = [*SOURCES, *SRC.rglob("*.sql")]
    assert not [name_of(p) for p in files if re.search(r"(?i)\bselect\s+\*", p.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("suffix", ["py", "sql", "md", "sh", "toml", "ts", "vue"])
def test_nothing_is_left_for_later(suffix: str):
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    folders = [ROOT / each for each in ("src", "tests", "docs", "tools", "web/diner/src", "web/console/src")]
    files = [*ROOT.glob(f"*.{suffix}"), *(p for folder in folders for p in folder.rglob(f"*.{suffix}"))]
    assert not [str(p.relative_to(ROOT)) for p in files if words.search(p.read_text(encoding="utf-8"))]


def test_every_module_is_used():
    used = {each for path in SOURCES for each in imported(path)}
    entries = {"wendan", "wendan.__main__", "wendan.cli"}
    orphans = {module_of(p) for p in SOURCES if p.name != "__init__.py"} - used - entries
    assert not orphans


def test_only_commands_know_the_sandbox():
    wrong = [
        name_of(path)
        for path in SOURCES
        if not name_of(path).startswith(("wendan/cli/", "wendan/sandbox/"))
        and any(each.startswith("wendan.sandbox") for each in imported(path))
    ]
    assert not wrong
