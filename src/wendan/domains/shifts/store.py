"""The shifts' tables and the questions asked of them."""

from wendan.domains.shifts.model import CashMove, Shift, ShiftSums
from wendan.platform.changes import Table
from wendan.platform.db import many, one

SHIFT = Table("shift", Shift)
CASH_MOVE = Table("cash_move", CashMove)

_SHIFT = """SELECT store_id, id, drawer_id, client_key, device_id, staff_id, staff_name, opened_at, opening_float_fen,
       closed_at, counted_fen, words, version FROM shift"""
_SUMS = """SELECT s.store_id, s.id, s.device_id, s.staff_id, s.staff_name, s.opened_at, s.opening_float_fen,
       m.taken AS cash_taken_fen, m.returned AS cash_returned_fen, m.card_taken AS card_taken_fen,
       m.card_returned AS card_returned_fen, s.closed_at, s.counted_fen, s.words, s.version
FROM shift AS s CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_fen) FILTER (WHERE channel = 'cash' AND direction = 'TAKEN'), 0) AS taken,
           coalesce(sum(amount_fen) FILTER (WHERE channel = 'cash' AND direction = 'RETURNED'), 0) AS returned,
           coalesce(sum(amount_fen) FILTER (WHERE channel <> 'cash' AND direction = 'TAKEN'), 0) AS card_taken,
           coalesce(sum(amount_fen) FILTER (WHERE channel <> 'cash' AND direction = 'RETURNED'), 0) AS card_returned
    FROM cash_move WHERE store_id = s.store_id AND shift_id = s.id) AS m"""
_MOVE = """SELECT store_id, id, shift_id, order_id, number, direction, amount_fen, tendered_fen, staff_id, staff_name,
       device_id, moved_at, channel, terminal_no, voucher, business_day FROM cash_move"""

SHIFT_BY_ID = one(f"{_SHIFT} WHERE store_id = :store_id AND id = :shift_id", Shift)
SHIFT_BY_KEY = one(
    f"{_SHIFT} WHERE store_id = :store_id AND drawer_id = :drawer_id AND client_key = :client_key", Shift
)
OPEN_SHIFT = one(
    f"{_SHIFT} WHERE store_id = :store_id AND drawer_id = :drawer_id AND closed_at IS NULL", Shift
)
SUMS_OF_OPEN = one(
    f"{_SUMS} WHERE s.store_id = :store_id AND s.drawer_id = :drawer_id AND s.closed_at IS NULL", ShiftSums
)
SUMS_BY_ID = one(f"{_SUMS} WHERE s.store_id = :store_id AND s.id = :shift_id", ShiftSums)
SUMS_OF_STORE = many(f"{_SUMS} WHERE s.store_id = :store_id ORDER BY s.opened_at DESC LIMIT 100", ShiftSums)
MOVE_BY_NUMBER = one(f"{_MOVE} WHERE store_id = :store_id AND number = :number", CashMove)
MOVES_BY_NUMBERS = many(f"{_MOVE} WHERE store_id = :store_id AND number = ANY(:numbers::text[])", CashMove)
MOVE_BY_SLIP = one(
    f"{_MOVE} WHERE store_id = :store_id AND terminal_no = :terminal_no AND voucher = :voucher "
    "AND business_day = :business_day",
    CashMove,
)
