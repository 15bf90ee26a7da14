"""Plays every scenario of the text files beside this one; one blank-line separated block is one test."""

from pathlib import Path

import counter_phrases  # noqa: F401 - their sentences register themselves
import coupon_phrases  # noqa: F401
import late_phrases  # noqa: F401
import office_phrases  # noqa: F401
import preauth_phrases  # noqa: F401
import pytest
import recovery_phrases  # noqa: F401
import reminding_phrases  # noqa: F401
import staff_phrases  # noqa: F401
from phrases import all_is_well, play
from stage import set_stage

FILES = sorted(Path(__file__).parent.glob("*.txt"))


def scenarios() -> list[pytest.param]:
    """Each block: a title line beginning with `#`, then one sentence a line."""
    found = []
    for file in FILES:
        for block in file.read_text(encoding="utf-8").split("\n\n"):
            title, *sentences = [line.strip() for line in block.strip().splitlines()]
            assert title.startswith("#"), f"{file.name}: a scenario begins with a # title, not {title!r}"
            found.append(pytest.param(sentences, id=f"{file.stem}: {title.lstrip('# ')}"))
    return found


@pytest.mark.parametrize("sentences", scenarios())
async def test_scenario(sentences: list[str], database: str, tmp_path: Path, wechat: Path) -> None:
    async with set_stage(database, tmp_path, wechat) as stage:
        for sentence in sentences:
            try:
                await play(stage, sentence)
            except AssertionError as failed:
                raise AssertionError(f"at {sentence!r}: {failed}") from failed
        await all_is_well(stage)
