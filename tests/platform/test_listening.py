import asyncio
import socket

import pytest

from wendan.platform.listening import listen


async def test_no_answer_waits_for_the_one_before_it_to_be_heard():
    accepted = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering = writer.get_extra_info("socket")
        accepted.set_result(answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with listen("127.0.0.1", 0) as listening:
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            is_prompt = await accepted
            writer.close()

    assert is_prompt


def test_an_address_that_is_taken_is_told_at_once():
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen(*first.getsockname())


def test_an_address_of_the_newer_kind_is_known_by_its_colons():
    with listen("::1", 0) as listening:
        assert listening.family is socket.AF_INET6
