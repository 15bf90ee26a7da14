"""Writes docs/reference/ from the code. `make docs` runs it; tests/test_docs.py compares."""

import sys
from collections.abc import Callable
from pathlib import Path

from wendan.cli import main
from wendan.platform.settings import ENV_PREFIX, Settings

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the code: change the code, then `make docs`. -->\n"


def settings_page() -> str:
    lines = [
        "# Settings\n",
        "From the strongest to the weakest: an environment variable, the TOML file that `WENDAN_SETTINGS` names,",
        "`wendan.toml` in the working directory, the default. In TOML the name is the small one; lists in variables",
        "are JSON, such as `[10, 20]`. A name that does not exist is refused in a file and reported by",
        "`wendan doctor` in the environment.\n",
        "| variable | in TOML | type | default | what it does |",
        "|---|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        kind = getattr(field.annotation, "__name__", None)
        shown = str(field.annotation) if kind is None or "[" in str(field.annotation) else kind
        shown = (
            shown.replace("typing.", "")
            .replace("pathlib._local.", "")
            .replace("pathlib.", "")
            .replace("|", "or")
        )
        default = "none" if field.default is None else f"`{field.default}`"
        variable = f"`{ENV_PREFIX}{name.upper()}`"
        lines.append(f"| {variable} | `{name}` | {shown} | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    return str(main.generate_docs(output_format="markdown", heading_level=1)).strip() + "\n"


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page, "commands.md": commands_page}


def write_all() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(NOTE + page(), encoding="utf-8")
        print(f"docs/reference/{name}", file=sys.stderr)


if __name__ == "__main__":
    write_all()
