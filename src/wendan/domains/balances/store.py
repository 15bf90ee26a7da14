"""The accounts' tables and the questions asked of them.

A payment's number names the store it was made in, and the store its merchant: so one merchant's members never pay
from another's accounts.
"""

from typing import Final

from wendan.domains.balances.model import (
    Balance,
    NextDue,
    OwedMeal,
    Standing,
    Statement,
    Terms,
    Undone,
    ValueAccount,
    ValueMove,
)
from wendan.platform.changes import Table
from wendan.platform.db import many, one

ACCOUNT = Table("value_account", ValueAccount)
BALANCE = Table("value_account", Balance)
TERMS = Table("value_account", Terms)
MOVE = Table("value_move", ValueMove)
UNDONE = Table("value_move", Undone)

_HEAD = "'00000000-0000-7000-8000-000000000000'"
_ACCOUNT_COLUMNS = """store_id, id, merchant_id, member_id, kind, balance_fen, limit_fen, is_open, opened_at,
       version"""
_MOVE = """SELECT store_id, id, account_id, number, kind, amount_fen, refunded_fen, of_id, due_at, moved_at, words,
       order_store_id, order_id FROM value_move"""
# What is repaid pays for the oldest first: so a payment is still owed for as far as all newer ones do not explain
# the debt.
_NEXT_DUE = f"""(SELECT min(p.due_at) FROM (
    SELECT m.due_at, coalesce(sum(-m.amount_fen - m.refunded_fen) OVER (
        ORDER BY m.moved_at DESC, m.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
    FROM value_move AS m
    WHERE a.balance_fen < 0 AND m.store_id = {_HEAD} AND m.account_id = a.id AND m.kind = 'PAYMENT'
        AND m.refunded_fen < -m.amount_fen) AS p
    WHERE p.newer < -a.balance_fen)"""
_STANDING = f"""SELECT row_to_json(a) AS account, {_NEXT_DUE} AS next_due_at
FROM (SELECT {_ACCOUNT_COLUMNS} FROM value_account WHERE store_id = {_HEAD} AND {{}}) AS a"""
# The same reading of a debt, meal by meal.
_OWED = f"""SELECT p.order_id, a.member_id, least(p.open_fen, -a.balance_fen - p.newer_fen) AS owed_fen, p.due_at
FROM value_account AS a CROSS JOIN LATERAL (
    SELECT m.order_store_id, m.order_id, m.due_at, -m.amount_fen - m.refunded_fen AS open_fen,
           coalesce(sum(-m.amount_fen - m.refunded_fen) OVER (ORDER BY m.moved_at DESC, m.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer_fen
    FROM value_move AS m WHERE m.store_id = {_HEAD} AND m.account_id = a.id AND m.kind = 'PAYMENT'
        AND m.refunded_fen < -m.amount_fen) AS p
WHERE a.store_id = {_HEAD} AND a.kind = 'CREDIT' AND a.balance_fen < 0
    AND a.merchant_id = (SELECT s.merchant_id FROM store AS s WHERE s.store_id = :store_id)
    AND p.order_store_id = :store_id AND p.newer_fen < -a.balance_fen"""
_STATEMENT = f"""SELECT row_to_json(a) AS account, {_NEXT_DUE} AS next_due_at,
       (SELECT coalesce(json_agg(m), '[]') FROM (
            {_MOVE} WHERE store_id = {_HEAD} AND account_id = a.id AND moved_at < :before
            ORDER BY moved_at DESC, id DESC LIMIT 50) AS m) AS moves
FROM (SELECT {_ACCOUNT_COLUMNS} FROM value_account WHERE store_id = {_HEAD} AND {{}}) AS a"""
_OF_STORE = "merchant_id = (SELECT s.merchant_id FROM store AS s WHERE s.store_id = :store_id)"

STANDING_BY_NUMBER = one(
    _STANDING.format(
        "kind = :kind AND member_id = :member_id "
        "AND merchant_id = (SELECT s.merchant_id FROM store AS s WHERE s.store_no = :store_no)"
    ),
    Standing,
)
STANDING_OF_MEMBER = one(
    _STANDING.format("merchant_id = :merchant_id AND member_id = :member_id AND kind = :kind"), Standing
)
STANDING_BY_ID = one(_STANDING.format("id = :account_id"), Standing)
OVERDUE_MEALS = many(f"{_OWED} AND p.due_at < :due_before ORDER BY p.due_at LIMIT 2000", OwedMeal)
OWED_MEALS = many(f"{_OWED} AND p.order_id = ANY(:order_ids::uuid[])", OwedMeal)
STANDINGS_IN_STORE = many(_STANDING.format(f"member_id = :member_id AND {_OF_STORE}"), Standing)
STATEMENTS_IN_STORE = many(
    _STATEMENT.format(f"member_id = :member_id AND {_OF_STORE}") + " ORDER BY a.kind", Statement
)
STATEMENT_BY_ID = one(_STATEMENT.format("id = :account_id AND merchant_id = :merchant_id"), Statement)
STANDINGS_OF_MERCHANT = many(
    f"""SELECT row_to_json(a) AS account, {_NEXT_DUE} AS next_due_at
    FROM (SELECT {_ACCOUNT_COLUMNS} FROM value_account
          WHERE store_id = {_HEAD} AND merchant_id = :merchant_id
          ORDER BY balance_fen, id LIMIT 100) AS a ORDER BY a.balance_fen, a.id""",
    Standing,
)
# A member is found by their own id, their account's, or any order or number of theirs.
STANDINGS_BY_ID = many(
    _STANDING.format(
        f"""merchant_id = :merchant_id AND id IN (
        SELECT id FROM value_account WHERE store_id = {_HEAD} AND member_id = :sought_id
        UNION ALL SELECT :sought_id::uuid
        UNION ALL SELECT account_id FROM value_move WHERE store_id = {_HEAD} AND order_id = :sought_id)"""
    ),
    Standing,
)
MOVE_BY_NUMBER = one(f"{_MOVE} WHERE store_id = {_HEAD} AND number = :number", ValueMove)
PAYMENT_BY_NUMBER = one(f"{_MOVE} WHERE store_id = {_HEAD} AND number = :payment_number", ValueMove)
MOVE_BY_ID = one(f"{_MOVE} WHERE store_id = {_HEAD} AND id = :move_id", ValueMove)
# Every meal of an account that was lent and has not gone back altogether, owed or not.
LENT_OF_ACCOUNT = many(
    f"""{_MOVE} WHERE store_id = {_HEAD} AND account_id = :account_id AND kind = 'PAYMENT' AND due_at IS NOT NULL
    AND refunded_fen < -amount_fen ORDER BY moved_at, id""",
    ValueMove,
)
# Those whose alarm clock is still set.
COLLECTED_OF_ACCOUNT = many(
    f"""{_MOVE} WHERE store_id = {_HEAD} AND account_id = :account_id AND kind = 'PAYMENT' AND id IN (
    SELECT subject_id FROM timer WHERE store_id = {_HEAD} AND kind = 'debt_due') ORDER BY moved_at, id""",
    ValueMove,
)
MOVES_OF_ORDER = many(
    f"{_MOVE} WHERE store_id = {_HEAD} AND order_id = :order_id ORDER BY moved_at, id", ValueMove
)
NEXT_DUE_OF_ACCOUNT = one(
    f"""SELECT {_NEXT_DUE} AS due_at FROM value_account AS a
    WHERE a.store_id = {_HEAD} AND a.id = :account_id""",
    NextDue,
)
# $1 merchant, $2 from, $3 until, $4 kind of account; the lines of channels/bill_reading/own_day.py. What an account held at
# the end is told by its own balance, not by its moves.
DAY_BOOK: Final = f"""WITH moved AS (
    SELECT m.account_id, m.id, m.number, m.kind, m.amount_fen, m.of_id, m.moved_at, m.words
    FROM value_move AS m JOIN value_account AS a ON a.store_id = m.store_id AND a.id = m.account_id
    WHERE m.store_id = {_HEAD} AND m.moved_at >= $2 AND m.moved_at < $3 AND a.merchant_id = $1 AND a.kind = $4),
held AS (
    SELECT a.id, coalesce(sum(m.amount_fen) FILTER (WHERE m.moved_at < $2), 0)::bigint AS opening_fen,
        (a.balance_fen - coalesce(sum(m.amount_fen) FILTER (WHERE m.moved_at >= $3), 0))::bigint AS closing_fen
    FROM value_account AS a JOIN value_move AS m ON m.store_id = a.store_id AND m.account_id = a.id
    WHERE a.store_id = {_HEAD} AND a.id IN (SELECT account_id FROM moved) GROUP BY a.id, a.balance_fen),
lines AS (
    SELECT 0 AS step, id, 'opening' AS kind, id AS place, '' AS number, '' AS payment, '' AS reference, 0 AS amount_fen,
        opening_fen AS balance_fen, NULL::timestamptz AS moved_at FROM held
    UNION ALL
    SELECT 1, m.id, CASE m.kind WHEN 'PAYMENT' THEN 'payment' WHEN 'REFUND' THEN 'refund' WHEN 'GIFT' THEN 'gift'
            WHEN 'GIFT_BACK' THEN 'gift-back' WHEN 'TAKEN_BACK' THEN 'taken-back' ELSE 'paid-in' END,
        m.account_id, CASE WHEN m.kind IN ('TOP_UP', 'REPAYMENT') THEN m.words ELSE m.number END,
        coalesce((SELECT p.number FROM value_move AS p WHERE p.store_id = {_HEAD} AND p.id = m.of_id), ''), m.id::text,
        m.amount_fen, (h.opening_fen + sum(m.amount_fen) OVER (
            PARTITION BY m.account_id ORDER BY m.moved_at, m.id))::bigint, m.moved_at
    FROM moved AS m JOIN held AS h ON h.id = m.account_id
    UNION ALL
    SELECT 2, id, 'closing', id, '', '', '', 0, closing_fen, NULL FROM held)
SELECT kind, place, number, payment, reference, 'account' AS by, amount_fen, balance_fen, moved_at FROM (
    SELECT step, id, kind, place, number, payment, reference, amount_fen, balance_fen, moved_at FROM lines
    UNION ALL
    SELECT 9, NULL, 'total', NULL, count(*)::text, '', '', coalesce(sum(amount_fen), 0)::bigint, 0, NULL FROM lines) AS book
ORDER BY step = 9, place, step, moved_at, id"""
