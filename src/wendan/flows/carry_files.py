"""A day's workbook reaches the group that has read its words."""

from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from wendan.flows.day_tables import read_day_lines, workbook_of_days
from wendan.flows.deliver import empty
from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.notify.media import file_name
from wendan.notify.port import FileMessage, Refused
from wendan.notify.texts import cut
from wendan.notify.webhook import LoudLog
from wendan.platform.outbox import FILES, Letter

REST_S: Final = 2.0
REST_AFTER_SILENCE: Final = timedelta(seconds=30)
MOST_NAME: Final = 60


async def carry_files(house: House) -> float:
    """Send the files that wait, oldest first; the real seconds until it is worth looking again.

    Apart from the letters: an upload may take a minute, and no alarm waits for one.
    """
    is_full = await empty(house, FILES, partial(_carry, house), REST_AFTER_SILENCE)
    return 0.0 if is_full else REST_S


async def _carry(house: House, letter: Letter) -> bool:
    """Whether this letter is done with; a file that can never be sent is a loud line in the log, as an alarm is."""
    carrier = house.ways.report_files.get(str(letter.content["robot"]))
    try:
        if carrier is not None:
            await carrier.send_file(await _file_of(house, letter))
            return True
    except Silence:
        return False
    except Refused as refused:
        if refused.retryable:
            return False
    await LoudLog().deliver(letter)
    return True


async def _file_of(house: House, letter: Letter) -> FileMessage:
    """The workbook that the console gives for this day, as the books stand now."""
    content = letter.content
    day = date.fromisoformat(str(content["day"]))
    lines = await read_day_lines(house, UUID(str(content["merchant_id"])), day, day)
    name = file_name("日报", cut(str(content["merchant"]), MOST_NAME), day.isoformat(), ending="xlsx")
    robot = str(content["robot"]).partition("/")[2]
    return FileMessage(letter.id, robot, name, await workbook_of_days(lines))
