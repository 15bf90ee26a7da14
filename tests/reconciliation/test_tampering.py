"""Whatever is done to a bill is understood, found as the difference it makes, or refused with a reason."""

import gzip
import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from two_books import BILL, found, known, rows_of

from wendan.channels.bill_reading.wechat_trade import read_trade_bill
from wendan.domains.reconciliation.model import Theirs
from wendan.domains.reconciliation.rules.comparing import compare
from wendan.kernel.bills import Asked, BillName, BillProof, BillRefused, Movement
from wendan.sandbox.ground_truth import ACCOUNT, Story, Teller
from wendan.sandbox.wechat.bill_text import bill_text

STORIES = list(Teller("2026-11-27", seed=7).tell(60, odd_share=0.0))
ROWS = [row for story in STORIES for row in story.theirs]
PLAIN = b"".join(bill_text(ROWS))
LINES = PLAIN.split(b"\r\n")
SHA1 = hashlib.sha1(PLAIN, usedforsecurity=False).hexdigest()


def read(content: bytes, room: Path, asked: Asked | None = None) -> list[Theirs]:
    """The rows of a file that is believed. Raises BillRefused."""
    file, spool = room / "bill", room / "bill.parquet"
    file.write_bytes(content)
    read_trade_bill(file, asked or Asked(BILL), spool)
    return rows_of(spool)


def lines(*, at: int, new: list[bytes]) -> bytes:
    """The file with one line replaced."""
    return b"\r\n".join([*LINES[:at], *new, *LINES[at + 1 :]])


def sealed(rows: list) -> bytes:
    return b"".join(bill_text(rows))


PACKED = gzip.compress(PLAIN, mtime=0)
COLUMNS = LINES[0].decode()
REFUSED = {
    "cut in the middle of the file": (PACKED[: len(PACKED) // 2], "cut-off"),
    "cut before the last byte": (PACKED[:-1], "cut-off"),
    "cut plain file": (PLAIN[: len(PLAIN) // 2], "no-summary"),
    "cut at the end of a row": (b"\r\n".join(LINES[:30]) + b"\r\n", "no-summary"),
    "a checksum of something else": (PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "damaged"),
    "a second member": (PACKED + gzip.compress(LINES[1]), "more-than-one-member"),
    "something after the end": (PACKED + b"\0", "more-than-one-member"),
    "a row too few": (lines(at=5, new=[]), "count-differs"),
    "a row twice": (lines(at=5, new=[LINES[5], LINES[5]]), "count-differs"),
    "an amount changed": (
        PLAIN.replace(LINES[5], LINES[5].replace(b"`0.54%,`", b"`0.54%,`1")),
        "total-differs",
    ),
    "a count changed": (lines(at=len(LINES) - 2, new=[b"`9" + LINES[-2][1:]]), "count-differs"),
    "no totals": (b"\r\n".join(LINES[:-3]) + b"\r\n", "no-summary"),
    "a column too few": (PLAIN.replace("商户订单号,".encode(), b"", 1), "column-missing"),
    "a column twice": (PLAIN.replace("设备号".encode(), "商户订单号".encode(), 1), "column-twice"),
    "a line end in a goods name": (
        lines(at=5, new=[LINES[5][:-60] + b"\r\n" + LINES[5][-60:]]),
        "row-broken",
    ),
    "a row without back-ticks": (lines(at=5, new=[LINES[5].replace(b"`", b"")]), "row-broken"),
    "an amount of letters": (
        lines(at=5, new=[LINES[5].replace(b"0.54%,`", b"0.54%,`x")]),
        "amount-unreadable",
    ),
    "a cell too many": (lines(at=5, new=[LINES[5].replace(b"`0.54%,`", b"`0.54%,`0.005,`")]), "row-broken"),
    "a tenth of a fen": (
        lines(at=5, new=[re.sub(rb"(%,`[0-9.]+)", rb"\g<1>5", LINES[5])]),
        "amount-unreadable",
    ),
    "another day": (PLAIN.replace(b"2026-11-27", b"2026-11-20"), "wrong-day"),
    "another account": (PLAIN.replace(ACCOUNT.encode(), b"1999999999"), "wrong-account"),
    "a page instead": (b"<html>\n<body>busy</body>\n</html>\n", "column-missing"),
    "nothing": (b"", "not-a-bill"),
    "not text": (b"\xff\xfe\x00\n" * 40, "not-a-bill"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_spoilt_bill_is_refused_with_its_reason_and_leaves_nothing(what: str, tmp_path: Path):
    content, flaw = REFUSED[what]
    with pytest.raises(BillRefused) as refused:
        read(content, tmp_path)

    assert refused.value.flaw == flaw, str(refused.value)
    assert [each.name for each in tmp_path.iterdir()] == ["bill"]


@pytest.mark.parametrize("packed", [True, False])
def test_every_flipped_bit_of_a_hashed_file_is_refused(packed: bool, tmp_path: Path):
    content = PACKED if packed else PLAIN
    for at in range(0, len(content), max(1, len(content) // 150)):
        flipped = content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
        # A gzip header holds a time and a name that change nothing of the content.
        if packed and gzip_content(flipped) == PLAIN:
            continue
        with pytest.raises(BillRefused):
            read(flipped, tmp_path, Asked(BILL, BillProof("sha1", SHA1)))


def gzip_content(packed: bytes) -> bytes | None:
    try:
        return gzip.decompress(packed)
    except (OSError, EOFError, ValueError, Exception):  # noqa: BLE001
        return None


UNDERSTOOD = {
    "packed": PACKED,
    "plain": PLAIN,
    "without BOM": b"".join(bill_text(ROWS, with_bom=False)),
    "with short line ends": b"".join(bill_text(ROWS, line_end="\n")),
    "in another order": sealed(ROWS[::-1]),
    "with a column more at its end": b"\r\n".join(
        [
            (COLUMNS + ",新列").encode(),
            *(line + b",`x" for line in LINES[1:-3]),
            *LINES[-3:],
        ]
    ),
}


@pytest.mark.parametrize("how", UNDERSTOOD)
def test_what_changes_nothing_reads_the_same(how: str, tmp_path: Path):
    def sorted_rows(content: bytes) -> list[Theirs]:
        return sorted((replace(row, line=0) for row in read(content, tmp_path)), key=lambda row: row.number)

    assert sorted_rows(UNDERSTOOD[how]) == sorted_rows(PLAIN)


def test_the_hash_may_be_of_the_plain_or_of_the_packed_bytes(tmp_path: Path):
    of_packed = hashlib.sha1(PACKED, usedforsecurity=False).hexdigest()
    for value in (SHA1, of_packed, SHA1.upper()):
        assert len(read(PACKED, tmp_path, Asked(BILL, BillProof("sha1", value)))) == len(ROWS)


def test_another_years_bill_of_the_same_account_is_refused(tmp_path: Path):
    asked = Asked(BillName("wechat", ACCOUNT, date(2025, 11, 27)))
    with pytest.raises(BillRefused) as refused:
        read(PLAIN, tmp_path, asked)

    assert refused.value.flaw == "wrong-day"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(3, len(PLAIN) - 1), new=st.integers(0, 255))
def test_any_changed_byte_is_refused_or_reads_as_what_it_makes_different(tmp_path: Path, at: int, new: int):
    changed = PLAIN[:at] + bytes([new]) + PLAIN[at + 1 :]
    try:
        rows = read(changed, tmp_path)
    except BillRefused:
        return

    ours = {row.number: [known(row)] for story in STORIES for row in story.ours}
    matters = {_matter(row) for row in rows} ^ {_matter(row) for row in read(PLAIN, tmp_path)}
    differing = {row.number for row in rows if compare([row], ours.get(row.number, []), BILL)}
    assert bool(matters) <= bool(differing | (ours.keys() - {row.number for row in rows}))


def _matter(row: Theirs) -> tuple:
    """All that reconciliation is about; the day is, the second is not."""
    reference = row.reference if row.movement is Movement.PAYMENT else ""
    said = (
        row.movement,
        row.number,
        row.amount_fen,
        row.outcome,
        row.account,
        row.currency,
        row.is_understood,
    )
    return (*said, reference, row.fee_millifen == row.owed_millifen)


EDITS = {
    "amount": lambda row: replace(row, fen=row.fen + 100, fee_fen=row.fee_fen),
    "fee": lambda row: replace(row, fee_fen=row.fee_fen + 70),
    "number": lambda row: replace(
        row, number="P" + row.number[1:][::-1], refund_number=row.refund_number[::-1]
    ),
    "reference": lambda row: replace(row, reference=row.reference[::-1] + "1"),
    "currency": lambda row: replace(row, currency="USD"),
    "state": lambda row: replace(row, state="NOSUCH"),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=st.sampled_from(sorted(EDITS)), at=st.integers(0, len(ROWS) - 1))
def test_an_edit_that_was_sealed_again_is_found_in_its_row_and_in_no_other(
    tmp_path: Path, edit: str, at: int
):
    story = next(s for s in STORIES if ROWS[at] in s.theirs)
    edited = replace(story, theirs=[EDITS[edit](row) for row in story.theirs])
    stories = [edited if each is story else each for each in STORIES]

    findings = found(stories, tmp_path)

    touched = {
        story.number,
        *(row.number for row in edited.theirs),
        *(row.refund_number for row in edited.theirs),
    }
    is_harmless = edit == "reference" and bool(story.theirs[0].refund_number)
    assert bool(findings) != is_harmless
    assert {finding.number for finding in findings} <= touched


def test_a_row_left_out_and_one_invented_are_found_though_the_totals_fit(tmp_path: Path):
    left_out, *rest = STORIES
    invented = Story("P" + "1" * 31, [replace(ROWS[0], number="P" + "1" * 31)])

    findings = found([replace(left_out, theirs=[]), *rest, invented], tmp_path)

    expected = {"shortage" if left_out.number[0] == "P" else "refund-shortage", "surplus-without-order"}
    assert {finding.category for finding in findings} == expected
