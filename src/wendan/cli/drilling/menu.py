"""The drill's store: everybody wants the first dish, and there is not enough of it."""

from datetime import time
from typing import Any

from wendan.domains.catalog.model import Choice, OpeningHours, Specification
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan
from wendan.kernel.money import Fen

ALL_DAY = [OpeningHours(day, time(0), time(0)) for day in range(7)]


def drill_store(accounts: dict[str, str], orders: int) -> StorePlan:
    """A store whose hot dish suffices for a sixth of those who come."""
    plenty = orders * 4
    sizes = Specification("规格", "Size", [Choice("小份", "small"), Choice("大份", "large", Fen(400))])
    hot = ItemPlan("招牌红烧肉", "Braised pork", Fen(3800), max(1, orders // 6), [sizes])
    mains = [
        hot,
        ItemPlan("宫保鸡丁", "Kung pao chicken", Fen(2800), plenty),
        ItemPlan("麻婆豆腐", "Mapo tofu", Fen(1800), plenty),
        ItemPlan("番茄炒蛋", "Tomato and eggs", Fen(1600), plenty),
    ]
    sides = [
        ItemPlan("米饭", "Rice", Fen(200), plenty * 2),
        ItemPlan(
            "酸梅汤",
            "Plum juice",
            Fen(600),
            plenty,
            [Specification("冰度", "Ice", [Choice("少冰", "little")], 0, 1)],
        ),
        ItemPlan("拍黄瓜", "Cucumber salad", Fen(900), plenty),
    ]
    return StorePlan(
        store_no=1,
        merchant="演练商户",
        brand="稳单演练",
        name="演练食堂",
        name_en="Drill canteen",
        accounts=accounts,
        opening_hours=ALL_DAY,
        categories=[CategoryPlan("热菜", "Mains", mains), CategoryPlan("小食", "Sides", sides)],
    )


def wanted(dish: dict[str, Any]) -> dict[str, list[str]]:
    """The first choices of whatever must be chosen."""
    return {
        group["name"]: [choice["name"] for choice in group["choices"][: group["least"]]]
        for group in dish["specifications"]
        if group["least"]
    }
