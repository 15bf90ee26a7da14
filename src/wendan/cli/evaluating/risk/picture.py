"""The evaluation as one SVG: the ROC curve and the reliability curve, ours beside counting unpaid orders."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from wendan.cli.evaluating.picture import FONTS, SMALL

WIDTH, HEIGHT = 960, 460
OURS, RULE = "#0b6e4f", "#b45309"
SIDE: Final = 300
TOP: Final = 96
LEFTS: Final = (80, 560)
TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)

Points = Sequence[Sequence[float]]


def picture(figures: Mapping[str, Any]) -> str:
    """A whole SVG document, readable without colour and by screen readers."""
    title = "风险评分：未付的预测 Risk score: who leaves an order unpaid"
    words = (
        f"AUC {_shown(figures['auc'])}, count of unpaid {_shown(figures['rule_auc'])}; "
        f"Brier {_shown(figures['brier'])}, count of unpaid {_shown(figures['rule_brier'])}"
    )
    style = f'role="img" aria-labelledby="t d" font-family="{FONTS}" font-size="13" fill="#1f2937"'
    curves = figures["curves"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(24, 32, title, 'font-size="17" font-weight="600"'),
        _text(24, 54, _subtitle(figures), 'fill="#4b5563"'),
        *_frame(LEFTS[0], "ROC", ("误伤：按时付款者被拦比例 paid but stopped", "抓住 unpaid caught")),
        _line(LEFTS[0], curves["rule_roc"], RULE, dash="6 3"),
        _line(LEFTS[0], curves["roc"], OURS),
        *_frame(LEFTS[1], "可靠性 reliability", ("预测未付概率 chance said", "实际 came true")),
        _line(LEFTS[1], [point[:2] for point in curves["rule_calibration"]], RULE, dash="6 3", marks=True),
        _line(LEFTS[1], [point[:2] for point in figures["calibration"]], OURS, marks=True),
        *_legend(figures),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _subtitle(figures: Mapping[str, Any]) -> str:
    fitted, judged = figures["fitted_on"], figures["judged_on"]
    return (
        f"拟合 fitted on {fitted['orders']} 单 orders · 评估于其后一个月 judged on the month after: "
        f"{judged['orders']} 单 orders, {judged['unpaid']} 未付 unpaid, {judged['diners']} 人 diners"
    )


def _shown(figure: Sequence[float]) -> str:
    value, low, high = figure[:3]
    return f"{value:.3f} ({low:.3f}–{high:.3f})"


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'


def _frame(left: float, name: str, axes: tuple[str, str]) -> list[str]:
    bottom = TOP + SIDE
    parts = [
        _text(left, TOP - 14, f"{name} · ↑ {axes[1]}", 'font-weight="600"'),
        f'<path d="M{left} {TOP}V{bottom}H{left + SIDE}" fill="none" stroke="#9ca3af"/>',
        f'<path d="M{left} {bottom}L{left + SIDE} {TOP}" stroke="#d1d5db" stroke-dasharray="2 4"/>',
        _text(left + SIDE / 2, bottom + 38, axes[0], f'text-anchor="middle" {SMALL}'),
    ]
    for tick in TICKS:
        parts.append(_text(left - 8, bottom - tick * SIDE + 4, f"{tick:.2f}", f'text-anchor="end" {SMALL}'))
        parts.append(_text(left + tick * SIDE, bottom + 18, f"{tick:.2f}", f'text-anchor="middle" {SMALL}'))
    return parts


def _line(left: float, points: Points, colour: str, *, dash: str = "none", marks: bool = False) -> str:
    placed = [(left + x * SIDE, TOP + SIDE - y * SIDE) for x, y in points]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
    drawn = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"/>'
    if not marks:
        return drawn
    shape = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in placed)
    return drawn + shape


def _legend(figures: Mapping[str, Any]) -> list[str]:
    x, y = LEFTS[0] + 92, TOP + SIDE - 74
    rows = (("稳单评分 ours", OURS, "none", ""), ("数未付次数 count of unpaid", RULE, "6 3", "rule_"))
    parts = []
    for n, (name, colour, dash, prefix) in enumerate(rows):
        at = y + 34 * n
        parts.append(
            f'<path d="M{x} {at - 4}h28" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"/>'
        )
        parts.append(_text(x + 36, at, name, 'font-size="12"'))
        parts.append(_text(x + 36, at + 15, f"AUC {_shown(figures[prefix + 'auc'])}", SMALL))
        told = f"{name}: Brier {_shown(figures[prefix + 'brier'])}"
        parts.append(_text(LEFTS[1] + 8, TOP + 14 + 18 * n, told, 'font-size="11"'))
    return parts
