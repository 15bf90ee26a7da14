"""From counts to figures."""

from collections.abc import Sequence

from wendan.domains.insight.model import Figures, MonthFigures, Rate, StoreDay, StoreMonth
from wendan.kernel.money import Fen


def share(part: int, whole: int) -> float | None:
    """None where there is nothing to divide."""
    return part / whole if whole else None


def figures_of(days: Sequence[StoreDay]) -> Figures:
    """One store's day, or the days of many as one."""
    paid = sum(day.paid for day in days)
    waiting = [day.oldest_ticket_s for day in days if day.oldest_ticket_s is not None]
    return Figures(
        orders=sum(day.orders for day in days),
        paid=paid,
        sales_fen=Fen(sum(day.sales_fen for day in days)),
        unpaid=sum(day.unpaid for day in days),
        closed=sum(day.closed for day in days),
        refunded_fen=Fen(sum(day.refunded_fen for day in days)),
        success_share=share(paid, paid + sum(day.tried_in_vain for day in days)),
        drop_share=share(sum(day.strayed for day in days), sum(day.facts for day in days)),
        cases_open=sum(day.cases_open for day in days),
        tickets_live=sum(day.tickets_live for day in days),
        oldest_ticket_s=max(waiting, default=None),
    )


def rate(part: int, whole: int) -> Rate:
    """With its share."""
    return Rate(part, whole, share(part, whole))


def month_of(months: Sequence[StoreMonth]) -> MonthFigures:
    """One store's month, or the months of many as one."""
    paid = sum(month.paid for month in months)
    return MonthFigures(
        orders=sum(month.orders for month in months),
        success=rate(paid, paid + sum(month.tried_in_vain for month in months)),
        drop=rate(sum(month.strayed for month in months), sum(month.facts for month in months)),
        bad_debt=rate(sum(month.bad_fen for month in months), sum(month.kept_fen for month in months)),
        bad_debts=sum(month.bad_debts for month in months),
    )
