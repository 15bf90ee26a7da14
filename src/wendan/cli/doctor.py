"""`wendan doctor`: what is missing or wrong on this machine, and how to mend it."""

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from wendan.cli.doctor_checks import Finding, Health, examine
from wendan.platform.settings import Settings

_SHOWN = {
    Health.GOOD: "[green]✓ good[/]",
    Health.ODD: "[yellow]! look[/]",
    Health.BAD: "[red]✗ wrong[/]",
}


def doctor(*, report: Annotated[Path | None, Parameter(name="--json")] = None) -> None:
    """Say what is missing or wrong on this machine and how to mend it; ends with 1 when something is wrong.

    Parameters
    ----------
    report
        Write the findings to this file as well.
    """
    findings = asyncio.run(_examined())
    is_well = all(finding.health is not Health.BAD for finding in findings)
    _print(findings)
    if report is not None:
        told = {"well": is_well, "findings": [asdict(finding) for finding in findings]}
        report.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not is_well:
        sys.exit(1)


async def _examined() -> list[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return [Finding("settings", Health.BAD, wrong, "see docs/reference/settings.md")]
    return await examine(settings)


def _print(findings: list[Finding]) -> None:
    table = Table(title="wendan doctor", title_justify="left")
    for heading in ("what", "", "found", "how to mend it"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        table.add_row(finding.what, _SHOWN[finding.health], finding.found, finding.mend)
    Console().print(table)
