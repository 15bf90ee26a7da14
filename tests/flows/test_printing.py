"""Paid tickets come out on paper, once, at the printer that serves their station or at its backup."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from wendan.app import open_house
from wendan.domains.catalog.model import BasketLine, OpeningHours
from wendan.domains.catalog.store import ITEMS
from wendan.domains.kitchen.store import TICKETS_OF_ORDER, VIEWS_OF_ORDERS
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.terminals.model import Device, DeviceKind, DeviceWish
from wendan.domains.terminals.store import DEVICES_OF_STORE
from wendan.flows.checkout import place
from wendan.flows.devices import register_device
from wendan.flows.house import House
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan, open_store
from wendan.flows.order_file import read_order_file
from wendan.flows.print_tickets import print_tickets, slip_of
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.sandbox.printer import SandboxPrinter

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


@pytest.fixture
async def printer() -> AsyncIterator[SandboxPrinter]:
    standing = SandboxPrinter()
    yield standing
    await standing.stop()


async def open_shop(house: House) -> list:
    dishes = [
        ItemPlan("牛肉面", "Beef noodles", Fen(2800), 50, station="面档"),
        ItemPlan("豆浆", "Soy milk", Fen(400), 50, station="水吧"),
    ]
    hours = [OpeningHours(day, time(0), time(0)) for day in range(7)]
    plan = StorePlan(1, "商户", "品牌", "面馆", "Noodles", {}, hours, [CategoryPlan("菜", "Dishes", dishes)])
    store = await open_store(house, plan)
    return [store, *(await house.database.read(ITEMS, store_id=store.store_id))]


async def with_printer(house: House, store, printer: SandboxPrinter, **wish) -> Device:
    address = await printer.start()
    wanted = DeviceWish(DeviceKind.PRINTER, wish.pop("name", "后厨打印机"), address=address, **wish)
    return (await register_device(house, store.store_id, wanted)).device


async def confirmed(house: House, store, items) -> Order:
    """An order with its ticket, as settling leaves it."""
    from wendan.domains.kitchen.service import queue
    from wendan.domains.ordering.service import confirm

    wish = Wish(store.store_id, house.ids.uuid7(NOON), "key-0001", Entry.TABLE, "8", "少油", "content")
    order = (await place(house, wish, [BasketLine(item.id, 1) for item in items])).order
    file = await read_order_file(house, order.store_id, order.id)
    stamp = house.stamp()
    changes = confirm(file.order, file.holds, stamp.now, store.timezone)[1]
    await house.database.commit(changes + queue(order.store_id, order.id, stamp.id(), stamp.now)[1])
    return order


async def test_an_english_kitchen_reads_english_and_a_dish_without_an_english_name_keeps_its_own(
    house: House, printer: SandboxPrinter
):
    store, noodles, milk = await open_shop(house)
    await with_printer(house, store, printer)
    order = await confirmed(house, store, [noodles, milk])
    (ticket,) = await house.database.read(VIEWS_OF_ORDERS, store_id=order.store_id, order_ids=[order.id])
    nameless = replace(ticket, lines=[replace(ticket.lines[0], name_en=""), ticket.lines[1]])
    wanted = replace(ticket.lines[0], choices=["微辣", "大碗"], choices_en=["mild", ""])

    assert [line.name for line in slip_of(ticket, store, "", "zh").lines] == ["牛肉面", "豆浆"]
    assert [line.name for line in slip_of(ticket, store, "", "en").lines] == ["Beef noodles", "Soy milk"]
    assert [line.name for line in slip_of(nameless, store, "", "en").lines] == ["牛肉面", "Soy milk"]
    assert slip_of(replace(ticket, lines=[wanted]), store, "", "en").lines[0].choices == ["mild", "大碗"]
    assert (slip_of(ticket, store, "", "en").store, slip_of(ticket, store, "", "en").place) == (
        "Noodles",
        "Eats here, table 8",
    )


async def test_a_paid_ticket_comes_out_once_and_counts_as_seen(house: House, printer: SandboxPrinter):
    store, *items = await open_shop(house)
    await with_printer(house, store, printer)
    order = await confirmed(house, store, items)

    await print_tickets(house)
    await print_tickets(house)

    (slip,) = printer.printed
    assert "T001" in slip
    assert "堂食 8号桌" in slip
    assert "备注: 少油" in slip
    (ticket,) = await house.database.read(TICKETS_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert ticket.acknowledged_by == "后厨打印机"


async def test_a_station_printer_prints_what_is_cooked_there(house: House, printer: SandboxPrinter):
    store, *items = await open_shop(house)
    await with_printer(house, store, printer, station="水吧")
    await confirmed(house, store, items)

    await print_tickets(house)

    (slip,) = printer.printed
    assert "豆浆" in slip
    assert "牛肉面" not in slip


async def test_a_backup_prints_when_the_first_is_out_of_paper(house: House, printer: SandboxPrinter):
    store, *items = await open_shop(house)
    empty = SandboxPrinter(has_paper=False)
    first = await with_printer(house, store, empty)
    await with_printer(house, store, printer, name="备用机", backup_of=first.id)
    await confirmed(house, store, items)

    await print_tickets(house)

    assert (len(empty.printed), len(printer.printed)) == (0, 1)
    devices = await house.database.read(DEVICES_OF_STORE, store_id=store.store_id)
    assert [device.health for device in devices] == [{"paper": "out"}, {"paper": "ok"}]
    await empty.stop()


async def test_a_ticket_that_no_printer_took_is_tried_again_and_marked_as_a_second_try(
    house: House, printer: SandboxPrinter
):
    store, *items = await open_shop(house)
    printer.has_paper = False
    await with_printer(house, store, printer)
    order = await confirmed(house, store, items)

    await print_tickets(house)
    printer.has_paper = True
    await print_tickets(house)
    too_early = list(printer.printed)
    await house.clock.advance(3)
    await print_tickets(house)

    assert too_early == []
    assert "重打" in printer.printed[0]
    (ticket,) = await house.database.read(TICKETS_OF_ORDER, store_id=order.store_id, order_id=order.id)
    assert ticket.acknowledged_at is not None


async def test_a_printer_registered_later_does_not_print_old_tickets(house: House, printer: SandboxPrinter):
    store, *items = await open_shop(house)
    await confirmed(house, store, items)
    await house.clock.advance(60)
    await with_printer(house, store, printer)

    await print_tickets(house)

    assert printer.printed == []
