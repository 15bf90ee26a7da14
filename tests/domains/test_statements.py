"""Statements come out even, whatever was posted."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.ledger.model import CUSTOMER_MONEY, SALES, Kind
from wendan.domains.ledger.model.statements import DayAmount, Transfer, Turnover
from wendan.domains.ledger.rules.statements import (
    BANK,
    DRAWERS,
    EARLIER,
    FEES,
    HELD,
    KEPT,
    PROMOTIONS,
    REFUNDED,
    RETURNED,
    ageing,
    money_flows,
    sheet_of,
    trial_balance,
)
from wendan.kernel.money import Fen

STORE, OTHER, MERCHANT = UUID(int=1), UUID(int=2), UUID(int=3)
WECHAT, ALIPAY = "receivable:wechat:19", "receivable:alipay:20"
COUPONS, FUND = f"coupons:{MERCHANT}", f"guarantee-fund:{MERCHANT}"
VALUE = f"value-clearing:{MERCHANT}"
TODAY = date(2026, 11, 23)
amounts = st.integers(1, 100_000)
# Every pair of accounts that a posting of the house can move between, with its kind.
PAIRS = [
    (Kind.PAYMENT_RECEIVED, WECHAT, SALES),
    (Kind.PAYMENT_RECEIVED, ALIPAY, SALES),
    (Kind.PAYMENT_RECEIVED, WECHAT, CUSTOMER_MONEY),
    (Kind.PAYMENT_RECEIVED, ALIPAY, VALUE),
    (Kind.PAYMENT_RECEIVED, COUPONS, SALES),
    (Kind.MONEY_ACCEPTED, CUSTOMER_MONEY, SALES),
    (Kind.MONEY_ACCEPTED, FUND, SALES),
    (Kind.REFUND_PAID, SALES, WECHAT),
    (Kind.REFUND_PAID, SALES, COUPONS),
    (Kind.REFUND_PAID, CUSTOMER_MONEY, ALIPAY),
    (Kind.FEE_CHARGED, "fees:wechat:19", WECHAT),
    (Kind.FEE_CHARGED, WECHAT, "fees:wechat:19"),
    (Kind.PROMOTION_BORNE, "channel-promotions:wechat:19", WECHAT),
    (Kind.PROMOTION_BORNE, WECHAT, "channel-promotions:wechat:19"),
    (Kind.DRAWER_COUNTED, "drawer-differences:cash:drawer", "receivable:cash:drawer"),
    (Kind.DRAWER_COUNTED, "receivable:cash:drawer", "drawer-differences:cash:drawer"),
    (Kind.FEE_CLAIMED, "fee-claims:wechat:19", "fees:wechat:19"),
    (Kind.PAID_OUT, "bank:wechat:19", WECHAT),
    (Kind.PAID_OUT, ALIPAY, "bank:alipay:20"),
]
postings = st.lists(st.tuples(st.sampled_from(PAIRS), amounts), max_size=30)


def moved(posted) -> list[Transfer]:
    return [Transfer(kind, to, from_, Fen(fen)) for (kind, to, from_), fen in posted]


def turned(posted, store_id: UUID = STORE) -> list[Turnover]:
    got, given_up = Counter(), Counter()
    for (_, to, from_), fen in posted:
        got[to] += fen
        given_up[from_] += fen
    return [
        Turnover(store_id, account, Fen(0), Fen(got[account]), Fen(given_up[account]))
        for account in {*got, *given_up}
    ]


@given(postings)
def test_in_the_picture_what_comes_to_a_place_leaves_it(posted):
    flows = money_flows(moved(posted))
    into, out = Counter(), Counter()
    for flow in flows:
        assert flow.fen > 0
        into[flow.target] += flow.fen
        out[flow.source] += flow.fen

    ends = {REFUNDED, RETURNED, PROMOTIONS, FEES, DRAWERS, BANK, HELD}
    assert all(into[place] == out[place] for place in into if place not in ends)
    received = sum(
        fen for (kind, to, _), fen in posted if kind == Kind.PAYMENT_RECEIVED and "receivable" in to
    )
    assert sum(fen for place, fen in out.items() if place.startswith("channel:")) == received


@given(postings)
def test_the_picture_never_leads_in_a_circle(posted):
    targets: dict[str, set[str]] = {}
    for flow in money_flows(moved(posted)):
        targets.setdefault(flow.source, set()).add(flow.target)

    def reaches(place: str, seen: frozenset[str]) -> bool:
        return place in seen or any(reaches(each, seen | {place}) for each in targets.get(place, ()))

    assert not any(reaches(place, frozenset()) for place in targets)


@given(postings)
def test_what_a_store_has_is_its_own_its_customers_and_head_offices(posted):
    sheet = sheet_of(STORE, turned(posted))

    assert (
        sheet.own_fen + sheet.customers_fen + sheet.head_office_fen == sheet.channels_fen + sheet.paid_out_fen
    )
    assert sheet.own_fen == (
        sheet.sales_fen
        - sheet.refunds_fen
        - sheet.coupons_fen
        - sheet.guarantee_fen
        - sheet.promotions_fen
        - sheet.fees_fen
        - sheet.drawers_fen
    )


@given(postings, postings)
def test_a_trial_balance_comes_to_nothing(here, there):
    lines = trial_balance([*turned(here), *turned(there, OTHER)])

    assert sum(line.debit_fen - line.credit_fen for line in lines) == 0
    assert sum(line.closing_fen for line in lines) == 0
    assert [line.account for line in lines] == sorted({line.account for line in lines})


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(-500, 500), st.booleans()), max_size=20))
def test_every_fen_of_a_receivable_is_in_one_column(days):
    found = [
        DayAmount(WECHAT, TODAY - timedelta(days=ago), Fen(fen), is_closed) for ago, fen, is_closed in days
    ]
    for line in ageing(found, TODAY):
        columns = (line.confirmed_fen, line.fresh_fen, line.days_3_fen, line.days_7_fen, line.days_30_fen)

        assert sum(columns) + line.older_fen == line.total_fen == sum(each.fen for each in found)


def test_what_no_bill_confirms_grows_old():
    found = [
        DayAmount(WECHAT, TODAY - timedelta(days=ago), Fen(10**ago), is_confirmed=ago == 3)
        for ago in (0, 1, 2, 3, 4)
    ]
    [line] = ageing(found, TODAY)

    assert (line.confirmed_fen, line.fresh_fen, line.days_3_fen, line.days_7_fen) == (1000, 11, 100, 10_000)


def test_more_going_out_than_came_in_came_in_earlier():
    flows = money_flows([Transfer(Kind.REFUND_PAID, SALES, WECHAT, Fen(7))])

    assert [(flow.source, flow.target, flow.fen) for flow in flows] == [
        (EARLIER, SALES, 7),
        (SALES, REFUNDED, 7),
    ]


def test_what_is_kept_goes_on_to_the_bank_as_far_as_it_was_paid_out():
    paid = [Transfer(Kind.PAYMENT_RECEIVED, WECHAT, SALES, Fen(10))]
    out = [Transfer(Kind.PAID_OUT, "bank:wechat:19", WECHAT, Fen(fen)) for fen in (4, 9)]
    some, more = money_flows([*paid, out[0]]), money_flows([*paid, *out])

    assert [(one.target, one.fen) for one in some if one.source == KEPT] == [(BANK, 4), (HELD, 6)]
    assert [(one.target, one.fen) for one in more if one.source == KEPT] == [(BANK, 13)]
    assert [(one.target, one.fen) for one in more if one.source == EARLIER] == [(KEPT, 3)]


def test_what_a_promotion_at_the_channel_paid_costs_the_sales_that_it_brought():
    borne = [
        (Kind.PAYMENT_RECEIVED, WECHAT, SALES),
        (Kind.PROMOTION_BORNE, f"{PROMOTIONS}:wechat:19", WECHAT),
    ]
    posted = list(zip(borne, (100, 30), strict=True))
    flows = {(flow.source, flow.target): flow.fen for flow in money_flows(moved(posted))}
    sheet = sheet_of(STORE, turned(posted))

    assert flows == {
        ("channel:wechat", SALES): 100,
        (SALES, PROMOTIONS): 30,
        (SALES, KEPT): 70,
        (KEPT, HELD): 70,
    }
    assert (sheet.sales_fen, sheet.promotions_fen, sheet.own_fen, sheet.channels_fen) == (100, 30, 70, 70)
