"""The built pages, as a browser gets them."""

import gzip

import pytest

AREAS = ("diner", "console")


@pytest.mark.parametrize("area", AREAS)
async def test_an_area_opens_with_and_without_its_last_slash(town, area):
    for path in (f"/{area}", f"/{area}/"):
        answer = await town.ask("GET", path)

        assert answer.status == 200
        assert b"<!doctype html" in answer.body.lower()
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_a_visitor_without_an_address_becomes_a_guest(town):
    async with town.client.get(town.url + "/", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/diner/")


async def test_a_channels_page_may_come_back_by_a_form(town):
    told = {"respCode": "00", "orderId": "P01"}
    async with town.client.post(town.url + "/diner/", data=told, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/diner/")


async def test_a_page_that_has_not_changed_is_not_sent_again(town):
    first = await town.ask("GET", "/console/")
    again = await town.ask("GET", "/console/", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, b"")


async def test_what_carries_its_hash_in_its_name_is_kept_for_ever(town):
    from wendan.api.pages import find_pages

    asset = next(address for address in find_pages().files if address.startswith("console/assets/"))
    answer = await town.ask("GET", f"/{asset}")

    assert "immutable" in answer.headers["Cache-Control"]


async def test_pages_travel_compressed_to_whoever_can_read_that(town):
    async with town.client.get(
        town.url + "/pictures/beef-noodles.svg", headers={"Accept-Encoding": "gzip"}, auto_decompress=False
    ) as answer:
        sent = await answer.read()

    plain = await town.ask("GET", "/pictures/beef-noodles.svg", headers={"Accept-Encoding": "identity"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(sent) == plain.body
    assert plain.headers["Content-Type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    "path", ["/diner/nothing.js", "/console/..%2f..%2fpy.typed", "/pictures/../py.typed", "/diner/%00"]
)
async def test_nothing_else_on_the_disk_can_be_asked_for(town, path):
    answer = await town.ask("GET", path)

    assert answer.status in (400, 404)
    assert (
        b"wendan" not in answer.body
        if isinstance(answer.body, bytes)
        else answer.body["status"] in (400, 404)
    )
