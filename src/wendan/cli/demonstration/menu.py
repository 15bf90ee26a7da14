"""The demo's restaurant: two stores of what a small shop near a campus really sells, every dish with its picture."""

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
_ICE: Final = Specification(
    "温度", "Temperature", [Choice("热", "hot"), Choice("少冰", "little ice"), Choice("冰", "iced")]
)
_SUGAR: Final = Specification(
    "甜度", "Sweetness", [Choice("正常糖", "full"), Choice("半糖", "half"), Choice("无糖", "none")]
)
PLENTY: Final = 400
SCARCE: Final = 25
_NOODLES, _WOK, _STEAM, _COLD, _BAR = "面档", "炒锅", "蒸笼", "凉菜", "水吧"

# name, English, yuan, picture, one line about it, the same in English, specifications
_Dish = tuple[str, str, float, str, str, str, list[Specification]]
_NOODLE_DISHES: Final[list[_Dish]] = [
    (
        "招牌红烧牛肉面",
        "House beef noodles",
        28,
        "beef-noodles",
        "牛腱慢炖三小时",
        "Shank simmered for three hours",
        [_SPICE, _SIZE, _EXTRAS],
    ),
    (
        "兰州拉面",
        "Lanzhou noodles",
        18,
        "lanzhou-noodles",
        "清汤现拉，一清二白",
        "Pulled to order, in clear broth",
        [_SPICE, _SIZE, _EXTRAS],
    ),
    (
        "葱油拌面",
        "Scallion oil noodles",
        14,
        "scallion-noodles",
        "小火熬的葱油",
        "Scallions fried slowly",
        [_SIZE],
    ),
    (
        "酸辣粉",
        "Hot and sour noodles",
        15,
        "sour-noodles",
        "红薯粉，够酸够辣",
        "Sweet potato noodles, properly sour and hot",
        [_SPICE],
    ),
    (
        "担担面",
        "Dandan noodles",
        16,
        "dandan-noodles",
        "肉臊子香脆",
        "With crisp minced pork",
        [_SPICE, _SIZE],
    ),
    ("番茄鸡蛋面", "Tomato egg noodles", 16, "tomato-noodles", "番茄炒出沙", "Tomatoes cooked down", [_SIZE]),
    (
        "鲜虾馄饨",
        "Shrimp wonton soup",
        22,
        "wonton-soup",
        "每碗十只，现包",
        "Ten in a bowl, wrapped here",
        [],
    ),
    (
        "海鲜面",
        "Seafood noodles",
        32,
        "seafood-noodles",
        "鱿鱼、虾仁、蛤蜊",
        "Squid, shrimps, clams",
        [_SPICE],
    ),
]
_RICE_DISHES: Final[list[_Dish]] = [
    (
        "宫保鸡丁饭",
        "Kung pao chicken rice",
        22,
        "kung-pao-rice",
        "花生米另放，保脆",
        "Peanuts on the side, still crisp",
        [_SPICE],
    ),
    ("番茄炒蛋饭", "Tomato and egg rice", 16, "tomato-egg-rice", "家常味道", "As at home", []),
    ("黑椒牛柳饭", "Pepper beef rice", 26, "pepper-beef-rice", "现磨黑椒", "Freshly ground pepper", []),
    ("麻婆豆腐饭", "Mapo tofu rice", 15, "mapo-tofu-rice", "麻辣鲜香烫", "Numbing, hot, fragrant", [_SPICE]),
    ("卤肉饭", "Braised pork rice", 19, "braised-pork-rice", "送半个卤蛋", "With half a braised egg", []),
    (
        "咖喱鸡饭",
        "Curry chicken rice",
        21,
        "curry-chicken-rice",
        "土豆炖到起沙",
        "Potatoes cooked soft",
        [_SPICE],
    ),
    ("鸡排饭", "Chicken cutlet rice", 20, "chicken-cutlet-rice", "现炸鸡排", "Fried to order", []),
    ("蒲烧鳗鱼饭", "Grilled eel rice", 38, "eel-rice", "刷三遍酱", "Glazed three times", []),
    ("扬州炒饭", "Yangzhou fried rice", 17, "fried-rice", "粒粒分明", "Every grain apart", []),
    ("牛肉煲仔饭", "Beef clay pot rice", 27, "beef-clay-pot", "有锅巴", "With a crust", [_EXTRAS]),
]
_STEAMED_DISHES: Final[list[_Dish]] = [
    ("鲜肉包", "Pork buns", 6, "pork-bun", "两只", "Two of them", []),
    (
        "小笼包",
        "Soup dumplings",
        15,
        "soup-dumplings",
        "一笼六只，小心烫",
        "Six in a basket; mind the hot soup",
        [],
    ),
    ("虾饺", "Shrimp dumplings", 18, "shrimp-dumplings", "一笼六只", "Six in a basket", []),
    ("素菜蒸饺", "Vegetable dumplings", 12, "vegetable-dumplings", "一笼六只", "Six in a basket", []),
    (
        "糯米团",
        "Sticky rice balls",
        8,
        "sticky-rice-ball",
        "咸口，里面有油条",
        "Savoury, with fried dough inside",
        [],
    ),
]
_COLD_DISHES: Final[list[_Dish]] = [
    ("拍黄瓜", "Cucumber salad", 8, "cucumber-salad", "现拍现拌", "Smashed and dressed to order", []),
    ("凉拌木耳", "Wood ear salad", 9, "wood-ear-salad", "清爽", "Light and fresh", []),
    ("香辣豆皮", "Spicy tofu skin", 9, "spicy-tofu-skin", "越嚼越香", "Better with every bite", [_SPICE]),
    ("卤蛋", "Braised egg", 2.5, "braised-egg", "一只", "One egg", []),
    ("卤牛腱", "Braised beef shank", 22, "beef-tendon", "一两半", "75 grams", []),
    ("炸鸡块", "Fried chicken", 14, "fried-chicken", "现炸，约五块", "Fried to order, about five pieces", []),
    ("羊肉串", "Lamb skewers", 15, "lamb-skewers", "三串", "Three skewers", [_SPICE]),
    ("蜜汁鸡翅", "Honey chicken wings", 16, "chicken-wings", "四只", "Four wings", []),
    ("酸辣汤", "Hot and sour soup", 8, "hot-sour-soup", "一小碗", "A small bowl", []),
    ("紫菜蛋花汤", "Seaweed egg soup", 6, "seaweed-soup", "一小碗", "A small bowl", []),
]
_DRINKS: Final[list[_Dish]] = [
    ("豆浆", "Soy milk", 4, "soy-milk", "早上现磨", "Ground this morning", [_ICE]),
    ("酸梅汤", "Plum juice", 6, "plum-juice", "自己熬的", "Brewed here", [_ICE]),
    ("柠檬茶", "Lemon tea", 9, "lemon-tea", "鲜柠檬", "Fresh lemon", [_ICE, _SUGAR]),
    (
        "珍珠奶茶",
        "Bubble tea",
        12,
        "bubble-tea",
        "珍珠四小时一换",
        "Pearls made every four hours",
        [_ICE, _SUGAR],
    ),
    ("绿豆沙", "Mung bean soup", 7, "mung-bean-soup", "不加水", "No water added", [_ICE]),
    ("西瓜汁", "Watermelon juice", 11, "watermelon-juice", "应季", "In season", [_ICE]),
    ("桂花汤圆", "Osmanthus tangyuan", 10, "tangyuan", "六只", "Six of them", []),
]
_MENU: Final = [
    ("面食", "Noodles", _NOODLES, _NOODLE_DISHES),
    ("饭", "Rice", _WOK, _RICE_DISHES),
    ("蒸点", "Steamed", _STEAM, _STEAMED_DISHES),
    ("小菜", "Sides", _COLD, _COLD_DISHES),
    ("饮品甜点", "Drinks", _BAR, _DRINKS),
]


def demo_store(accounts: dict[str, str]) -> StorePlan:
    """稳单小馆 on the campus with all forty dishes, open all day; of the house's special there are only a few."""
    categories = [_category(*heading) for heading in _MENU]
    return _store((1, "稳单小馆(校园店)", "Wendan Kitchen, campus"), accounts, categories)


def second_store(accounts: dict[str, str]) -> StorePlan:
    """The smaller one at the east gate: noodles, steamed things and drinks."""
    categories = [_category(*heading) for heading in _MENU if heading[2] in (_NOODLES, _STEAM, _BAR)]
    return _store((2, "稳单小馆(东门店)", "Wendan Kitchen, east gate"), accounts, categories)


def _store(
    named: tuple[int, str, str], accounts: dict[str, str], categories: list[CategoryPlan]
) -> StorePlan:
    store_no, name, name_en = named
    return StorePlan(
        store_no=store_no,
        merchant="稳单餐饮",
        brand="稳单小馆",
        name=name,
        name_en=name_en,
        accounts=accounts,
        opening_hours=ALL_DAY,
        categories=categories,
        marks=["campus"] if store_no == 1 else [],
    )


def _category(name: str, name_en: str, station: str, dishes: list[_Dish]) -> CategoryPlan:
    items = [
        ItemPlan(
            chinese,
            english,
            Fen(round(yuan * 100)),
            SCARCE if picture == "beef-noodles" else PLENTY,
            specifications,
            picture=f"/pictures/{picture}.svg",
            description=about,
            description_en=about_en,
            station=station,
        )
        for chinese, english, yuan, picture, about, about_en, specifications in dishes
    ]
    return CategoryPlan(name, name_en, items)
