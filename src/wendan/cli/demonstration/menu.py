"""The demo's restaurant: what a small shop near a campus really sells."""

from typing import Final

from wendan.cli.drilling.menu import ALL_DAY
from wendan.domains.catalog.model import Choice, Specification
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan
from wendan.kernel.money import Fen

_SPICE: Final = Specification(
    "辣度",
    "Spiciness",
    [Choice("不辣", "not spicy"), Choice("微辣", "mild"), Choice("中辣", "medium"), Choice("特辣", "hot")],
)
_SIZE: Final = Specification("规格", "Size", [Choice("标准", "regular"), Choice("大碗", "large", Fen(300))])
_EXTRAS: Final = Specification(
    "加料",
    "Extras",
    [
        Choice("加蛋", "egg", Fen(200)),
        Choice("加牛肉", "beef", Fen(800)),
        Choice("加青菜", "greens", Fen(150)),
    ],
    0,
    3,
)
_ICE: Final = Specification("温度", "Temperature", [Choice("热", "hot"), Choice("少冰", "little ice")])
PLENTY: Final = 400
SCARCE: Final = 25


def demo_store(account: str) -> StorePlan:
    """稳单小馆, open all day; of the house's special there are only a few."""
    noodles = [
        ItemPlan("招牌红烧牛肉面", "House beef noodles", Fen(2800), SCARCE, [_SPICE, _SIZE, _EXTRAS]),
        ItemPlan("兰州拉面", "Lanzhou noodles", Fen(1800), PLENTY, [_SPICE, _SIZE]),
        ItemPlan("葱油拌面", "Scallion oil noodles", Fen(1400), PLENTY, [_SIZE]),
        ItemPlan("酸辣粉", "Hot and sour noodles", Fen(1500), PLENTY, [_SPICE]),
    ]
    rice = [
        ItemPlan("宫保鸡丁饭", "Kung pao chicken rice", Fen(2200), PLENTY, [_SPICE]),
        ItemPlan("番茄炒蛋饭", "Tomato and egg rice", Fen(1600), PLENTY),
        ItemPlan("黑椒牛柳饭", "Pepper beef rice", Fen(2600), PLENTY),
    ]
    sides = [
        ItemPlan("拍黄瓜", "Cucumber salad", Fen(800), PLENTY),
        ItemPlan("卤蛋", "Braised egg", Fen(250), PLENTY),
        ItemPlan("豆浆", "Soy milk", Fen(400), PLENTY, [_ICE]),
        ItemPlan("酸梅汤", "Plum juice", Fen(600), PLENTY, [_ICE]),
    ]
    return StorePlan(
        store_no=1,
        merchant="稳单餐饮",
        brand="稳单小馆",
        name="稳单小馆(校园店)",
        name_en="Wendan Kitchen, campus",
        accounts={"wechat": account},
        opening_hours=ALL_DAY,
        categories=[
            CategoryPlan("面", "Noodles", noodles),
            CategoryPlan("饭", "Rice", rice),
            CategoryPlan("小食饮料", "Sides and drinks", sides),
        ],
    )
