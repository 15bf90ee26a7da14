"""Every refusal speaks Chinese and English, and the reference says what the doors take."""

import importlib
import pkgutil
import re

import wendan
from wendan.api.openapi import describe
from wendan.api.reference import page_of
from wendan.api.server import litestar_of
from wendan.api.words import CHINESE
from wendan.kernel.errors import Refusal


def all_refusals():
    for module in pkgutil.walk_packages(wendan.__path__, "wendan."):
        if module.name.startswith(("wendan.domains", "wendan.flows", "wendan.api")):
            importlib.import_module(module.name)
    waiting = [Refusal]
    while waiting:
        below = waiting.pop().__subclasses__()
        yield from below
        waiting += below


def test_every_refusal_has_its_chinese_words_and_no_words_are_left_over():
    refusals = set(all_refusals())

    assert {refusal.code() for refusal in refusals} == set(CHINESE)
    assert all(re.search(r"[一-鿿]", words) for words in CHINESE.values())
    assert all(refusal.message().endswith(".") for refusal in refusals)


def test_the_description_names_every_reference_it_uses(town):
    told = describe(litestar_of(town.house.settings.body_limit_bytes))
    used = set(re.findall(r"'#/components/schemas/([^']+)'", str(told)))

    assert told["openapi"] == "3.1.0"
    assert used <= set(told["components"]["schemas"])
    for operations in told["paths"].values():
        for operation in operations.values():
            assert operation["summary"], operation["operationId"]


async def test_the_page_asks_nobody_outside_for_anything(town):
    page = page_of((await town.ask("GET", "/openapi.json")).body)
    shown = (await town.ask("GET", "/docs")).body.decode()

    assert shown == page
    assert not re.findall(r"(?:src|href)=\"(?!/openapi)", page)
    assert "<script" not in page
