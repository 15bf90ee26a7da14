"""Statements out of turnovers: pure arithmetic that must come out even."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from wendan.domains.ledger.model import CUSTOMER_MONEY, SALES, Kind
from wendan.domains.ledger.model.statements import (
    AgedAmount,
    BalanceLine,
    DayAmount,
    MoneyFlow,
    StoreLine,
    StoreSheet,
    Transfer,
    Turnover,
)
from wendan.kernel.money import Fen

# Days since the money moved: what is not older than so many.
AGES: Final = (1, 3, 7, 30)
OLDER: Final = 31
_CONFIRMED: Final = -1
EARLIER: Final = "earlier"
"""Where money comes from that went out in these days and had come in before."""
REFUNDED: Final = "refunded"
RETURNED: Final = "discount-returned"
"""What a coupon took off a sale that is undone."""
KEPT: Final = "kept"
BANK: Final = "bank"
HELD: Final = "held"
"""What of it is with the channels and in the drawers yet."""
FEES: Final = "fees"
PROMOTIONS: Final = "channel-promotions"
DRAWERS: Final = "drawer-differences"
_ENDS: Final = {REFUNDED, RETURNED, PROMOTIONS, FEES, DRAWERS, BANK, HELD}


def group_of(account: str) -> str:
    """What an account is, whosever it is: `receivable` of `receivable:wechat:1900000001`."""
    return account.partition(":")[0]


def trial_balance(turnovers: Iterable[Turnover]) -> list[BalanceLine]:
    """Every account over all stores, by its name."""
    summed: dict[str, list[int]] = {}
    for each in turnovers:
        sums = summed.setdefault(each.account, [0, 0, 0])
        for nth, fen in enumerate((each.opening_fen, each.debit_fen, each.credit_fen)):
            sums[nth] += fen
    return [_line(account, *sums) for account, sums in sorted(summed.items())]


def lines_of(turnovers: Iterable[Turnover], groups: Collection[str]) -> list[StoreLine]:
    """The accounts of these groups, store by store."""
    return [
        StoreLine(each.store_id, _line(each.account, each.opening_fen, each.debit_fen, each.credit_fen))
        for each in turnovers
        if group_of(each.account) in groups
    ]


def _line(account: str, opening: int, debit: int, credit: int) -> BalanceLine:
    return BalanceLine(account, Fen(opening), Fen(debit), Fen(credit), Fen(opening + debit - credit))


def sheet_of(store_id: UUID, turnovers: Iterable[Turnover]) -> StoreSheet:
    """The settlement sheet of one store's turnovers."""
    moved: Counter[str] = Counter()
    sales = refunds = 0
    for each in turnovers:
        moved[group_of(each.account)] += each.moved_fen
        if each.account == SALES:
            sales, refunds = each.credit_fen, each.debit_fen
    costs = sum(moved[cost] for cost in ("coupons", "guarantee-fund", PROMOTIONS, FEES, DRAWERS))
    return StoreSheet(
        store_id=store_id,
        sales_fen=Fen(sales),
        refunds_fen=Fen(refunds),
        coupons_fen=Fen(moved["coupons"]),
        guarantee_fen=Fen(moved["guarantee-fund"]),
        promotions_fen=Fen(moved[PROMOTIONS]),
        fees_fen=Fen(moved[FEES]),
        drawers_fen=Fen(moved[DRAWERS]),
        own_fen=Fen(sales - refunds - costs),
        customers_fen=Fen(-moved[CUSTOMER_MONEY]),
        head_office_fen=Fen(-moved["value-clearing"]),
        channels_fen=Fen(moved["receivable"] + moved["fee-claims"]),
        paid_out_fen=Fen(moved[BANK]),
    )


def ageing(amounts: Iterable[DayAmount], on: date) -> list[AgedAmount]:
    """Amounts of accounts such as `receivable:wechat:19` by age."""
    lines: dict[tuple[str, str], Counter[int]] = {}
    for each in amounts:
        _, channel, account = each.account.split(":", 2)
        age = _CONFIRMED if each.is_confirmed else _age_of((on - each.day).days)
        lines.setdefault((channel, account), Counter())[age] += each.fen
    return [_aged(*place, lines[place]) for place in sorted(lines)]


def _age_of(days: int) -> int:
    return next((most for most in AGES if days <= most), OLDER)


def _aged(channel: str, account: str, sums: Counter[int]) -> AgedAmount:
    return AgedAmount(
        channel=channel,
        account=account,
        confirmed_fen=Fen(sums[_CONFIRMED]),
        fresh_fen=Fen(sums[1]),
        days_3_fen=Fen(sums[3]),
        days_7_fen=Fen(sums[7]),
        days_30_fen=Fen(sums[30]),
        older_fen=Fen(sums[OLDER]),
        total_fen=Fen(sums.total()),
    )


def money_flows(movements: Sequence[Transfer]) -> list[MoneyFlow]:
    """From where money came, over what it paid for, to where it went: what comes to a place in the middle leaves it.

    More going out than came in came in earlier.
    """
    flows: Counter[tuple[str, str]] = Counter()
    for each in movements:
        if (way := _way(each)) is not None:
            flows[way] += each.fen
    # Fees and promotions given back beyond those kept, drawers with more than they should have, and a store whose refunds
    # the bank paid for are a source like any other.
    for place, end in ((SALES, PROMOTIONS), (SALES, FEES), (SALES, DRAWERS), (KEPT, BANK)):
        borne = flows.pop((place, end), 0) - flows.pop((end, place), 0)
        flows[(place, end) if borne > 0 else (end, place)] = abs(borne)
    for place in sorted({target for _, target in flows} - _ENDS - {KEPT}):
        _even_out(flows, place, KEPT)
    _even_out(flows, KEPT, HELD)
    return [MoneyFlow(*way, Fen(fen)) for way, fen in sorted(flows.items()) if fen > 0]


def _even_out(flows: Counter[tuple[str, str]], place: str, rest: str) -> None:
    """What comes to a place beyond what leaves it stays at `rest`; what leaves it beyond that came in earlier."""
    left = sum(fen for (_, target), fen in flows.items() if target == place)
    left -= sum(fen for (source, _), fen in flows.items() if source == place)
    flows[(place, rest) if left > 0 else (EARLIER, place)] += abs(left)


def _way(moved: Transfer) -> tuple[str, str] | None:
    """The link of the picture that a movement belongs to; what moves between stores and head office has none."""
    to, from_ = group_of(moved.to_account), group_of(moved.from_account)
    match moved.kind:
        case Kind.PAYMENT_RECEIVED | Kind.MONEY_ACCEPTED:
            return _place(moved.to_account), from_
        case Kind.REFUND_PAID:
            return to, (REFUNDED if from_ == "receivable" else RETURNED)
        case Kind.FEE_CHARGED | Kind.PROMOTION_BORNE | Kind.DRAWER_COUNTED:
            return (from_, SALES) if to == "receivable" else (SALES, to)
        case Kind.PAID_OUT:
            return (KEPT, BANK) if to == BANK else (BANK, KEPT)
        case _:
            return None


def _place(account: str) -> str:
    """A channel by its name, everything else by its group."""
    group, _, rest = account.partition(":")
    return f"channel:{rest.partition(':')[0]}" if group == "receivable" else group
