"""Mass incidents: what was found, what is done about it, and what the public says."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from wendan.api.bodies import Line
from wendan.api.desk import Asked
from wendan.api.parse import answer, body_as
from wendan.api.refusals import RequestIsInvalid
from wendan.domains.mass_incidents.model import Incident
from wendan.domains.mass_incidents.store import INCIDENTS_OF_MERCHANT
from wendan.domains.people.model import Right
from wendan.flows.compensate import compensate
from wendan.flows.contain import Answering, contain, dismiss
from wendan.flows.hear_mentions import Heard, Said, hear_mentions
from wendan.flows.incident_file import IncidentFile, read_incident_file
from wendan.kernel.numbers import HEAD_OFFICE

MOST_MENTIONS: Final = 1000
COLUMNS: Final = ("external_id", "said_at", "text")


class Containing(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the traffic goes; without a channel, to the proposed one."""

    to_channel: Line | None = None


class Dismissing(Struct, frozen=True, forbid_unknown_fields=True):
    """Why this was no incident."""

    words: Annotated[str, Meta(min_length=2, max_length=500, pattern=r"^[^\x00]*$")]


class Compensating(Struct, frozen=True, forbid_unknown_fields=True):
    """What share of what they could not pay the customers get as a coupon."""

    percent: Annotated[int, Meta(ge=1, le=100)]


class Mentioned(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was said; `external_id` is the source's own, by which a repeat is known."""

    external_id: Line
    said_at: Annotated[datetime, Meta(tz=True)]
    text: Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class Mentions(Struct, frozen=True, forbid_unknown_fields=True):
    """What a source has heard."""

    source: Line
    said: Annotated[list[Mentioned], Meta(min_length=1, max_length=MOST_MENTIONS)]


_containing = msgspec.json.Decoder(Containing)
_dismissing = msgspec.json.Decoder(Dismissing)
_compensating = msgspec.json.Decoder(Compensating)
_mentions = msgspec.json.Decoder(Mentions)


@get("/incidents", gives=list[Incident], right=Right.SEE_INCIDENTS)
async def list_incidents(request: Asked) -> Response[bytes]:
    """The merchant's incidents, those that last first; at most a hundred."""
    merchant_id = request.staff.merchant_id
    return answer(await request.house.database.read(INCIDENTS_OF_MERCHANT, merchant_id=merchant_id))


@get("/incidents/{incident_id:uuid}", gives=IncidentFile, right=Right.SEE_INCIDENTS)
async def read_incident(request: Asked, incident_id: FromPath[UUID]) -> Response[bytes]:
    """One of them from its first bad sign to its end: the after-report, or how it stands."""
    return answer(await read_incident_file(request.house, incident_id, request.staff.merchant_id))


@post(
    "/incidents/{incident_id:uuid}/contain",
    takes=Containing,
    gives=Incident,
    right=Right.ANSWER_INCIDENTS,
    status_code=200,
)
async def contain_incident(request: Asked, incident_id: FromPath[UUID]) -> Response[bytes]:
    """One confirmation moves the traffic; it returns by itself."""
    body = await body_as(request, _containing)
    return answer(await contain(request.house, _answering(request, incident_id), body.to_channel))


@post(
    "/incidents/{incident_id:uuid}/dismiss",
    takes=Dismissing,
    gives=Incident,
    right=Right.ANSWER_INCIDENTS,
    status_code=200,
)
async def dismiss_incident(request: Asked, incident_id: FromPath[UUID]) -> Response[bytes]:
    """This was none; nobody is made good for it."""
    body = await body_as(request, _dismissing)
    return answer(await dismiss(request.house, _answering(request, incident_id), body.words))


@post(
    "/incidents/{incident_id:uuid}/compensate",
    takes=Compensating,
    gives=Incident,
    right=Right.ANSWER_INCIDENTS,
    status_code=200,
)
async def compensate_incident(request: Asked, incident_id: FromPath[UUID]) -> Response[bytes]:
    """Whoever could not pay gets a coupon, within the stores' budgets; the same again goes on where a budget had ended."""
    body = await body_as(request, _compensating)
    return answer(await compensate(request.house, _answering(request, incident_id), body.percent))


@post("/mentions", takes=Mentions, gives=Heard, right=Right.HEAR_PUBLIC, status_code=200)
async def import_mentions(request: Asked) -> Response[bytes]:
    """What a source has heard; the same may be sent again and counts once. This is the address of a feed's webhook."""
    body, merchant = await body_as(request, _mentions), request.staff.merchant_id or HEAD_OFFICE
    said = [Said(each.external_id, each.said_at, each.text) for each in body.said]
    return answer(await hear_mentions(request.house, merchant, body.source, said))


@post("/mentions/csv", gives=Heard, right=Right.HEAR_PUBLIC, status_code=200)
async def import_mentions_file(
    request: Asked, source: FromQuery[Annotated[str, Meta(min_length=1, max_length=100)]]
) -> Response[bytes]:
    """The same as a CSV file in UTF-8 with the columns external_id, said_at and text; at most a thousand rows."""
    said = list(_rows(await request.body()))
    return answer(await hear_mentions(request.house, request.staff.merchant_id or HEAD_OFFICE, source, said))


def _rows(body: bytes) -> Iterator[Said]:
    try:
        rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        if rows.fieldnames is None or not set(COLUMNS) <= set(rows.fieldnames):
            raise RequestIsInvalid(field="body", why=f"the first line names the columns {', '.join(COLUMNS)}")
        for n, row in enumerate(rows, start=2):
            if n > MOST_MENTIONS + 1:
                raise RequestIsInvalid(field="body", why=f"at most {MOST_MENTIONS} rows")
            yield _said(n, row)
    except UnicodeDecodeError:
        raise RequestIsInvalid(field="body", why="not UTF-8") from None
    except csv.Error as error:
        raise RequestIsInvalid(field="body", why=str(error)) from None


def _said(line: int, row: dict[str, str]) -> Said:
    try:
        one = msgspec.convert({name: row[name] for name in COLUMNS}, Mentioned)
    except msgspec.ValidationError as error:
        raise RequestIsInvalid(field=f"line {line}", why=str(error)) from None
    return Said(one.external_id, one.said_at, one.text)


def _answering(request: Asked, incident_id: UUID) -> Answering:
    return Answering(incident_id, request.staff.merchant_id, request.staff.name)
