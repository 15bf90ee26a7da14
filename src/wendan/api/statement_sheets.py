"""Statements as the sheets of a workbook, amounts in yuan."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from wendan.domains.ledger.model.payouts import Payout, PayoutSource
from wendan.domains.ledger.model.statements import AgedAmount, BalanceLine, StoreSheet
from wendan.flows.statements import Statements
from wendan.kernel.money import Fen
from wendan.platform.tables import Cell, Sheet

HEAD_OFFICE_NAME: Final = "总部"
_LINE: Final = ("期初（元）", "借方（元）", "贷方（元）", "期末（元）")
_STORES: Final = (
    *(
        "门店",
        "营业额（元）",
        "退款（元）",
        "优惠券（元）",
        "保障基金（元）",
        "商家优惠（元）",
        "手续费（元）",
        "长短款（元）",
        "本店应得（元）",
    ),
    *("无主款（元）", "代收储值（元）", "渠道与钱箱（元）", "已到账（元）"),
)
_AGES: Final = (
    *("渠道", "账户", "账单已核（元）", "1 天内（元）", "3 天内（元）", "7 天内（元）", "30 天内（元）"),
    *("更久（元）", "合计（元）"),
)
_PAYOUTS: Final = (
    *("到账日", "渠道", "账户", "流水号", "金额（元）", "其中来历不明（元）"),
    *("来源", "登记人", "说明"),
)
_SOURCES: Final = {PayoutSource.BILL: "渠道资金账单", PayoutSource.HAND: "人工登记"}

Rows = list[tuple[Cell, ...]]


def sheets_of(told: Statements, paid_out: Sequence[Payout], names: Mapping[UUID, str]) -> list[Sheet]:
    """One sheet a statement, and one of what went to the bank; `names`: the stores' names."""

    def name(store_id: UUID) -> str:
        return names.get(store_id, HEAD_OFFICE_NAME)

    balance: Rows = [(line.account, *_amounts(line)) for line in told.balance]
    stores: Rows = [(name(each.store_id), *_yuan(*_store_fen(each))) for each in told.sheets]
    ages: Rows = [(each.channel, each.account, *_yuan(*_age_fen(each))) for each in told.ageing]
    differences: Rows = [(each.channel, each.account, *_yuan(*_age_fen(each))) for each in told.differences]
    fund: Rows = [(name(each.store_id), *_amounts(each.line)) for each in told.fund]
    value: Rows = [(name(each.store_id), each.line.account, *_amounts(each.line)) for each in told.value]
    return [
        Sheet("试算平衡", ("科目", *_LINE), balance),
        Sheet("门店结算单", _STORES, stores),
        Sheet("渠道应收账龄", _AGES, ages),
        Sheet("差异账龄", _AGES, differences),
        Sheet("保障基金", ("门店", *_LINE), fund),
        Sheet("储值负债", ("门店", "科目", *_LINE), value),
        Sheet("到账", _PAYOUTS, [_payout(each) for each in paid_out]),
    ]


def _payout(each: Payout) -> tuple[Cell, ...]:
    where = (each.day.isoformat(), each.channel, each.account, each.number)
    who = (_SOURCES[each.source], each.recorded_by or "", each.words)
    return (*where, *_yuan(each.amount_fen, each.beyond_fen), *who)


def _amounts(line: BalanceLine) -> tuple[Cell, ...]:
    return _yuan(line.opening_fen, line.debit_fen, line.credit_fen, line.closing_fen)


def _store_fen(sheet: StoreSheet) -> tuple[Fen, ...]:
    earned = (sheet.sales_fen, sheet.refunds_fen, sheet.coupons_fen, sheet.guarantee_fen)
    return (
        *earned,
        sheet.promotions_fen,
        sheet.fees_fen,
        sheet.drawers_fen,
        sheet.own_fen,
        sheet.customers_fen,
        sheet.head_office_fen,
        sheet.channels_fen,
        sheet.paid_out_fen,
    )


def _age_fen(each: AgedAmount) -> tuple[Fen, ...]:
    young = (each.confirmed_fen, each.fresh_fen, each.days_3_fen, each.days_7_fen)
    return (*young, each.days_30_fen, each.older_fen, each.total_fen)


def _yuan(*amounts: Fen) -> tuple[Cell, ...]:
    return tuple(fen / 100 for fen in amounts)
