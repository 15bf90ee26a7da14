"""Staff edit the menu and the store; the answer is the whole menu as it stands then."""

from uuid import uuid4


def dishes(menu):
    return {item["name"]: item for category in menu["categories"] for item in category["items"]}


class Editor:
    def __init__(self, town):
        self.town, self.base = town, f"/api/store/{town.shop.store_id}"

    async def send(self, method, path, body):
        return await self.town.ask(method, self.base + path, self.town.shop.screen, json=body)


async def test_a_heading_and_a_dish_are_added_changed_and_sold(town):
    editor = Editor(town)
    added = (await editor.send("POST", "/categories", {"name": "小食", "name_en": "Sides"})).body
    heading = added["categories"][-1]
    renamed = await editor.send("PATCH", f"/categories/{heading['id']}", {"name": "小菜"})
    dish = {
        "category_id": heading["id"],
        "name": "拍黄瓜",
        "name_en": "Cucumber",
        "price_fen": 800,
        "total": 5,
        "picture": "/pictures/cucumber.svg",
        "description": "现拍",
        "station": "冷菜",
    }
    menu = (await editor.send("POST", "/items", dish)).body
    item = dishes(menu)["拍黄瓜"]

    assert renamed.body["categories"][-1]["name"] == "小菜"
    assert (item["picture"], item["station"], item["available"]) == ("/pictures/cucumber.svg", "冷菜", 5)
    path = f"/items/{item['id']}"
    change = {
        "name": "蒜泥黄瓜",
        "picture": "",
        "total": 9,
        "specifications": [],
        "station": "",
        "position": 0,
    }
    changed = dishes((await editor.send("PATCH", path, change)).body)["蒜泥黄瓜"]
    assert (changed["picture"], changed["available"], changed["version"]) == (None, 9, 2)
    hidden = (await editor.send("PATCH", path, {"is_listed": False})).body
    assert not dishes(hidden)["蒜泥黄瓜"]["is_listed"]
    shown = (await town.ask("GET", f"/api/diner/stores/{town.shop.store_id}/menu")).body
    assert "蒜泥黄瓜" not in dishes(shown)


async def test_who_edits_what_is_no_longer_there_is_refused(town):
    editor, item = Editor(town), town.shop.items[0]
    first = await editor.send("PATCH", f"/items/{item}", {"price_fen": 1900, "version": 1})
    late = await editor.send("PATCH", f"/items/{item}", {"price_fen": 1700, "version": 1})
    heading = first.body["categories"][0]["id"]
    await editor.send("PATCH", f"/categories/{heading}", {"position": 3})
    behind = await editor.send("PATCH", f"/categories/{heading}", {"position": 4, "version": 1})

    assert first.status == 200
    assert (late.status, late.code) == (behind.status, behind.code) == (409, "menu-changed-meanwhile")


async def test_what_does_not_exist_or_fit_is_refused(town):
    editor, item = Editor(town), town.shop.items[0]
    dish = {"category_id": str(uuid4()), "name": "面", "name_en": "N", "price_fen": 1, "total": 1}
    answers = [
        await editor.send("PATCH", f"/items/{uuid4()}", {"price_fen": 1}),
        await editor.send("POST", "/items", dish),
        await editor.send("PATCH", f"/categories/{uuid4()}", {"name": "x"}),
        await editor.send("PATCH", f"/items/{item}", {"category_id": str(uuid4())}),
        await editor.send("PATCH", f"/items/{item}", {"picture": "https://elsewhere.example/x.png"}),
        await editor.send("PATCH", f"/items/{item}", {"price_fen": 0}),
    ]

    assert [answer.code for answer in answers] == [
        "item-is-unknown",
        "category-is-unknown",
        "category-is-unknown",
        "category-is-unknown",
        "request-is-invalid",
        "request-is-invalid",
    ]


async def test_a_store_is_renamed_and_given_hours(town):
    hours = [{"weekday": 0, "opens": "10:00:00", "closes": "22:00:00"}]
    menu = (await Editor(town).send("PATCH", "/profile", {"name": "新面馆", "opening_hours": hours})).body

    assert (menu["store"]["name"], menu["store"]["name_en"]) == ("新面馆", "Noodles")
    assert menu["store"]["opening_hours"] == hours
    assert menu["store"]["message_templates"] == []
