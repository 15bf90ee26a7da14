"""The evaluation as one SVG: success at the first choice by policy with its interval, and week by week."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

FONTS: Final = "'Noto Sans SC','PingFang SC','Microsoft YaHei','Source Han Sans SC',system-ui,sans-serif"
COLOURS: Final = {"ours": "#0b6e4f", "oracle": "#6b7280"}
OTHER: Final = "#9db4c0"
NAMES: Final = {
    "ours": "稳单推荐 ours",
    "ours, blind to health": "不看渠道健康 without health",
    "last used": "上次使用 last used",
    "most popular": "最多人用 most popular",
    "fixed order": "固定顺序 fixed order",
    "oracle": "全知上限 oracle",
}
DASHES: Final = {"ours": "none", "last used": "6 3", "most popular": "2 3", "oracle": "10 3"}
SMALL: Final = 'fill="#4b5563" font-size="12"'
WIDTH, HEIGHT = 960, 420
_LEFT, _BAR_WIDTH, _TOP, _STEP = 220, 250, 84, 46
_WEEKS_LEFT, _WEEKS_WIDTH, _WEEKS_BOTTOM, _WEEKS_HEIGHT = 560, 280, 340, 240


def picture(figures: Mapping[str, Any]) -> str:
    """A whole SVG document, readable without colour and by screen readers."""
    shares = figures["success_at_first_choice"]
    least = min(low for _, low, _ in shares.values())
    floor = max(0.0, int(least * 10 - 0.5) / 10)
    title = "支付方式推荐:首选成功率 Payment methods: success at the first choice"
    words = "; ".join(f"{NAMES[name]} {100 * share[0]:.1f} %" for name, share in shares.items())
    style = f'role="img" aria-labelledby="t d" font-family="{FONTS}" font-size="13" fill="#1f2937"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style}>',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(24, 32, title, 'font-size="17" font-weight="600"'),
        _text(24, 54, _subtitle(figures), 'fill="#4b5563"'),
        *(_bar(n, name, share, floor) for n, (name, share) in enumerate(shares.items())),
        _text(
            _LEFT,
            _WEEKS_BOTTOM + 18,
            f"自 {floor:.0%} 起,细线为 95 % 区间 from {floor:.0%}, 95 % intervals",
            SMALL,
        ),
        *_weeks(figures["by_week"], floor),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _subtitle(figures: Mapping[str, Any]) -> str:
    value, low, high = figures["share_of_oracle"]
    return (
        f"{figures['customers']} 位顾客 customers · {figures['days']} 天 days · {figures['visits']} 单 orders · "
        f"上限的 of the oracle {100 * value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"
    )


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'


def _bar(n: int, name: str, share: Sequence[float], floor: float) -> str:
    y, zero = _TOP + n * _STEP, float(_LEFT)
    value, low, high = (zero + _BAR_WIDTH * (part - floor) / (1 - floor) for part in share)
    colour = COLOURS.get(name, OTHER)
    whisker = f"M{low:.1f} {y + 12}H{high:.1f}M{low:.1f} {y + 7}v10M{high:.1f} {y + 7}v10"
    parts = [
        _text(zero - 10, y + 17, NAMES[name], 'text-anchor="end"'),
        f'<rect x="{zero:.0f}" y="{y}" width="{value - zero:.1f}" height="24" rx="3" fill="{colour}"/>',
        f'<path d="{whisker}" stroke="#111827" stroke-width="1.5"/>',
        _text(high + 8, y + 17, f"{100 * share[0]:.1f} %", 'font-weight="600"'),
    ]
    return "".join(parts)


def _weeks(by_week: Mapping[str, Sequence[float]], floor: float) -> list[str]:
    """One line for each of the policies that are worth following, told apart by dashes as well."""
    count = len(next(iter(by_week.values())))
    right = _WEEKS_LEFT + _WEEKS_WIDTH
    axes = f"M{_WEEKS_LEFT} {_TOP + 8}V{_WEEKS_BOTTOM}H{right}"
    parts = [
        _text(_WEEKS_LEFT, _TOP - 6, "逐周 week by week", 'font-weight="600"'),
        f'<path d="{axes}" fill="none" stroke="#9ca3af"/>',
    ]
    parts += [
        _text(_WEEKS_LEFT - 8, _height(mark, floor) + 4, f"{mark:.0%}", 'text-anchor="end"')
        for mark in (floor, round((1 + floor) / 2, 2), 1.0)
    ]
    parts += [
        _text(_across(n, count), _WEEKS_BOTTOM + 18, str(n + 1), 'text-anchor="middle"') for n in range(count)
    ]
    label_y = 0.0
    for name in sorted(DASHES, key=lambda name: -by_week[name][-1]):
        # Labels keep a line's height apart where the lines end close together.
        label_y = max(label_y + 16, _height(by_week[name][-1], floor) + 4)
        parts += _line(name, by_week[name], floor, label_y)
    return parts


def _line(name: str, weeks: Sequence[float], floor: float, label_y: float) -> list[str]:
    points = " ".join(
        f"{_across(n, len(weeks)):.1f},{_height(share, floor):.1f}" for n, share in enumerate(weeks)
    )
    colour, dash = COLOURS.get(name, "#40798c"), DASHES[name]
    style = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"'
    label = _text(
        _WEEKS_LEFT + _WEEKS_WIDTH + 8, label_y, NAMES[name].split()[0], f'fill="{colour}" font-size="12"'
    )
    return [f'<polyline points="{points}" {style}/>', label]


def _across(week: int, count: int) -> float:
    return _WEEKS_LEFT + _WEEKS_WIDTH * week / max(1, count - 1)


def _height(share: float, floor: float) -> float:
    return _WEEKS_BOTTOM - _WEEKS_HEIGHT * (share - floor) / (1 - floor)
