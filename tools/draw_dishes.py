"""Draws the demo's dishes into src/wendan/web/pictures/: each a vessel, what is in it, and what lies on top.

Run by hand after the table changes; the pictures are committed. Chance is seeded by the dish's name.
"""

import hashlib
import math
from collections.abc import Iterator
from pathlib import Path

PICTURES = Path(__file__).parents[1] / "src/wendan/web/pictures"
WARM, COOL, LEAF, STRAW = (
    ("#fdf3e7", "#f6dcc0"),
    ("#e9f2f6", "#c9dfe8"),
    ("#eef6ea", "#d2e6c8"),
    ("#fbf6e6", "#efe1b5"),
)

# name: (background, vessel, what fills it, toppings as shape colour count)
DISHES = {
    "beef-noodles": (WARM, "bowl", "#8a3b1c", "noodle #f0d79a 7, slice #6d2f1d 5, leaf #5d9b4c 6"),
    "lanzhou-noodles": (
        STRAW,
        "bowl",
        "#e6cf9a",
        "noodle #fbf0d3 8, slice #8f5640 4, leaf #5d9b4c 7, dot #c8402e 6",
    ),
    "scallion-noodles": (LEAF, "bowl", "#a8682f", "noodle #edc987 9, leaf #4f8c45 9"),
    "sour-noodles": (WARM, "bowl", "#a52a1a", "noodle #e7dccb 7, dot #f0c14b 9, leaf #5d9b4c 5"),
    "dandan-noodles": (WARM, "bowl", "#b0452a", "noodle #f2d9a0 7, dot #7a3a22 12, leaf #5d9b4c 5"),
    "tomato-noodles": (STRAW, "bowl", "#d9583a", "noodle #f6e0ad 7, wedge #e2452f 5, blob #f7cf4d 5"),
    "wonton-soup": (COOL, "bowl", "#e7d7ae", "dumpling #fbf3e4 6, leaf #5d9b4c 5"),
    "seafood-noodles": (COOL, "bowl", "#d9b173", "noodle #f6e3b8 6, ring #f2a48f 5, leaf #4f8c45 4"),
    "kung-pao-rice": (
        WARM,
        "plate",
        "#faf6ee",
        "cube #b5622d 9, dot #c8402e 7, dot #e7c27d 8, leaf #5d9b4c 4",
    ),
    "tomato-egg-rice": (STRAW, "plate", "#faf6ee", "wedge #df4a30 6, blob #f6c844 7, leaf #5d9b4c 4"),
    "pepper-beef-rice": (WARM, "plate", "#faf6ee", "slice #5a2d1c 8, stick #4f8c45 5, stick #d9a534 5"),
    "mapo-tofu-rice": (WARM, "plate", "#faf6ee", "cube #f4e6cf 9, dot #b23a22 12, leaf #5d9b4c 5"),
    "braised-pork-rice": (STRAW, "plate", "#faf6ee", "cube #7b3a20 8, half #f5e3bc 2, leaf #5d9b4c 5"),
    "curry-chicken-rice": (STRAW, "plate", "#faf6ee", "blob #d99a2b 7, cube #e8c07a 5, cube #dd7a33 4"),
    "chicken-cutlet-rice": (LEAF, "plate", "#faf6ee", "stick #c98a3c 7, leaf #5d9b4c 7, wedge #e2452f 3"),
    "eel-rice": (COOL, "plate", "#faf6ee", "slice #70381f 7, dot #3f6f4a 8"),
    "fried-rice": (STRAW, "plate", "#f0d9a4", "dot #e0a93a 14, cube #e58a6a 5, leaf #5d9b4c 7"),
    "beef-clay-pot": (WARM, "bowl", "#5c3a2a", "slice #81452b 6, half #f5e3bc 2, leaf #5d9b4c 5"),
    "pork-bun": (WARM, "steamer", "#ead9b6", "bun #fbf5ea 4"),
    "soup-dumplings": (STRAW, "steamer", "#ead9b6", "dumpling #fbf1df 6"),
    "shrimp-dumplings": (COOL, "steamer", "#ead9b6", "dumpling #f9e3d8 6"),
    "vegetable-dumplings": (LEAF, "steamer", "#ead9b6", "dumpling #d6e8c4 6"),
    "sticky-rice-ball": (LEAF, "steamer", "#ead9b6", "bun #efe3cf 4, dot #7b3a20 6"),
    "cucumber-salad": (LEAF, "plate", "#eaf4e2", "stick #6aa84f 9, dot #c8402e 5, dot #f0e2c4 6"),
    "wood-ear-salad": (COOL, "plate", "#eef3f2", "blob #3b302c 8, stick #e07a3a 4, leaf #5d9b4c 4"),
    "spicy-tofu-skin": (WARM, "plate", "#f6ebd6", "slice #e9cf9c 7, dot #c8402e 7, leaf #5d9b4c 4"),
    "braised-egg": (STRAW, "plate", "#f7efe0", "half #f5d98b 4, leaf #5d9b4c 3"),
    "beef-tendon": (WARM, "plate", "#f4e8d8", "slice #a5623b 8, leaf #5d9b4c 4"),
    "fried-chicken": (WARM, "plate", "#f7eedd", "blob #c57b2c 8, leaf #5d9b4c 3"),
    "lamb-skewers": (WARM, "skewers", "#f3e4cf", "cube #8a4a2a 12"),
    "chicken-wings": (STRAW, "plate", "#f6ecd9", "blob #b5632b 6, dot #f0e2c4 8"),
    "hot-sour-soup": (WARM, "bowl", "#9a5427", "dot #f4e6cf 8, stick #3b302c 5, leaf #5d9b4c 4"),
    "seaweed-soup": (COOL, "bowl", "#dfe7d3", "blob #2f4a38 6, blob #f7d565 4"),
    "soy-milk": (STRAW, "cup", "#f7efdc", ""),
    "plum-juice": (WARM, "cup", "#7a2742", "dot #b85c7d 4"),
    "lemon-tea": (STRAW, "cup", "#c98532", "ring #f6dc5a 2"),
    "bubble-tea": (WARM, "cup", "#c79a6b", "dot #3b2a22 9"),
    "mung-bean-soup": (LEAF, "cup", "#b7c98a", "dot #5f7d3b 8"),
    "watermelon-juice": (COOL, "cup", "#e2515a", "dot #2f2a2a 4"),
    "tangyuan": (COOL, "bowl", "#efe7da", "bun #fdfaf4 6, dot #c9953f 6"),
}


def chances(name: str) -> Iterator[float]:
    """Even numbers from [0, 1), always the same for a name."""
    turn = 0
    while True:
        for byte in hashlib.sha256(f"{name} {turn}".encode()).digest():
            yield byte / 256
        turn += 1


def shape(kind: str, colour: str, x: float, y: float, turn: float) -> str:
    """One topping around its middle."""
    drawn = {
        "slice": f'<ellipse rx="21" ry="11" fill="{colour}"/><path d="M-15 -3q15 -6 30 0" stroke="#fff" stroke-opacity=".25" stroke-width="2" fill="none"/>',
        "leaf": f'<path d="M-10 0q10 -11 20 0q-10 11 -20 0z" fill="{colour}"/>',
        "dot": f'<circle r="4.5" fill="{colour}"/>',
        "cube": f'<rect x="-11" y="-9" width="22" height="18" rx="4" fill="{colour}"/><rect x="-11" y="-9" width="22" height="6" rx="3" fill="#fff" fill-opacity=".18"/>',
        "wedge": f'<path d="M-16 5a16 16 0 0 1 32 0q-16 7 -32 0z" fill="{colour}"/>',
        "blob": f'<path d="M-15 0q2 -14 14 -11q15 -3 16 9q0 13 -14 11q-16 3 -16 -9z" fill="{colour}"/>',
        "stick": f'<rect x="-20" y="-4.5" width="40" height="9" rx="4.5" fill="{colour}"/>',
        "ring": f'<circle r="14" fill="none" stroke="{colour}" stroke-width="7"/>',
        "half": f'<ellipse rx="17" ry="14" fill="#fffdf6"/><circle r="8" fill="{colour}"/>',
        "bun": f'<circle r="27" fill="{colour}"/><path d="M-12 -6q12 -9 24 0M-7 -13q7 -6 14 0" stroke="#c9b893" stroke-width="2.5" fill="none" stroke-linecap="round"/>',
        "dumpling": f'<path d="M-23 9q4 -29 23 -27q19 -2 23 27q-23 10 -46 0z" fill="{colour}"/><path d="M-9 -12q9 8 18 0M0 -16v10" stroke="#c9b893" stroke-width="2" fill="none"/>',
        "noodle": f'<path d="M-46 0q23 -22 46 0t46 0" stroke="{colour}" stroke-width="6.5" fill="none" stroke-linecap="round"/>',
    }[kind]
    return f'<g transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})">{drawn}</g>'


def spread(name: str, toppings: str, radius: tuple[float, float], middle: tuple[float, float]) -> str:
    """Toppings over an ellipse by the golden angle, so that none hides another for long."""
    dice, drawn = chances(name), []
    for kind, colour, count in (part.split() for part in toppings.split(", ") if part):
        offset = next(dice) * 6.28
        for place in range(int(count)):
            far = math.sqrt((place + 0.6) / int(count)) * (0.55 if kind == "noodle" else 0.84)
            angle = place * 2.39996 + next(dice) * 0.5 + offset
            x = middle[0] + math.cos(angle) * far * radius[0]
            y = middle[1] + math.sin(angle) * far * radius[1]
            turn = next(dice) * 24 - 12 if kind in ("bun", "dumpling", "half") else next(dice) * 360
            drawn.append(shape(kind, colour, x, y, turn))
    return "".join(drawn)


def vessel(name: str, kind: str, fill: str, toppings: str) -> str:
    """What the dish stands in, seen from above and a little from the front."""
    if kind == "cup":
        inside = spread(name, toppings, (44, 52), (160, 176))
        return (
            '<ellipse cx="160" cy="272" rx="74" ry="12" fill="#000" fill-opacity=".10"/>'
            f'<path d="M104 74h112l-13 190q-43 14 -86 0z" fill="#fff" fill-opacity=".75"/><path d="M109 112h102l-10 146q-41 12 -82 0z" fill="{fill}"/>{inside}'
            '<path d="M104 74h112l-1 14h-110z" fill="#fff"/><rect x="168" y="30" width="9" height="120" rx="4.5" fill="#e5745a" transform="rotate(9 172 90)"/>'
        )
    if kind == "skewers":
        sticks = "".join(
            f'<rect x="52" y="{104 + 46 * n}" width="230" height="5" rx="2.5" fill="#c9a46a"/>'
            + "".join(
                shape("cube", "#8a4a2a" if (n + k) % 2 else "#a85c34", 96 + 34 * k, 106 + 46 * n, 4 * k - 8)
                for k in range(5)
            )
            for n in range(3)
        )
        return f'<ellipse cx="160" cy="166" rx="136" ry="104" fill="#fff"/><ellipse cx="160" cy="164" rx="120" ry="90" fill="{fill}"/>{sticks}'
    if kind == "steamer":
        inside = spread(name, toppings, (84, 66), (160, 158))
        return (
            '<ellipse cx="160" cy="176" rx="132" ry="108" fill="#a9793f"/><ellipse cx="160" cy="164" rx="132" ry="106" fill="#c8964f"/>'
            f'<ellipse cx="160" cy="160" rx="112" ry="88" fill="{fill}"/>{inside}'
        )
    if kind == "bowl":
        inside = spread(name, toppings, (96, 62), (160, 142))
        return (
            '<ellipse cx="160" cy="262" rx="84" ry="14" fill="#000" fill-opacity=".10"/>'
            '<path d="M32 140q6 118 128 122q122 -4 128 -122z" fill="#fff"/><path d="M44 168q26 70 116 74q90 -4 116 -74q-20 84 -116 88q-96 -4 -116 -88z" fill="#2f6f73" fill-opacity=".22"/>'
            f'<ellipse cx="160" cy="140" rx="128" ry="84" fill="#fff"/><ellipse cx="160" cy="142" rx="114" ry="73" fill="{fill}"/>{inside}'
        )
    inside = f'<g transform="translate(160 158) scale(1.22)">{spread(name, toppings, (72, 50), (0, 0))}</g>'
    return (
        '<ellipse cx="160" cy="178" rx="140" ry="106" fill="#000" fill-opacity=".08"/><ellipse cx="160" cy="166" rx="140" ry="106" fill="#fff"/>'
        f'<ellipse cx="160" cy="162" rx="114" ry="84" fill="{fill}"/>{inside}'
    )


def picture(name: str) -> str:
    """The whole SVG, 320 × 320."""
    (light, dark), kind, fill, toppings = DISHES[name]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320"><defs><radialGradient id="g" cy=".4">'
        f'<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{dark}"/></radialGradient></defs>'
        f'<rect width="320" height="320" fill="url(#g)"/>{vessel(name, kind, fill, toppings)}</svg>\n'
    )


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for each in DISHES:
        (PICTURES / f"{each}.svg").write_text(picture(each), encoding="utf-8")
    print(f"{len(DISHES)} pictures in {PICTURES}")
