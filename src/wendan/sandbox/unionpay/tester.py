"""The tester's address that only UnionPay has: the way back from its page to the merchant's."""

from html import escape
from string import Template
from typing import Final

from litestar import get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from wendan.sandbox.unionpay.answers import echoed, payment
from wendan.sandbox.unionpay.bench import UnionPayBench
from wendan.sandbox.unionpay.orders import fields_of
from wendan.sandbox.unionpay.words import said

RETURN: Final = Template("""<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>返回商户 · 沙箱</title>
<form method="post" action="$url" id="back">$fields<button>返回商户</button></form>
<script>document.getElementById("back").submit();</script>
</html>
""")


@get("/return/{key:str}", media_type="text/html")
async def go_back(state: State, key: FromPath[str]) -> str:
    """The customer's browser posts to frontUrl, with the signed result when there is one; it proves nothing."""
    bench: UnionPayBench = state.bench
    trade = bench.wallet.find(key)
    asked = fields_of(trade)
    if not asked.get("frontUrl"):
        raise NotFoundException("this order has no frontUrl")
    told = {}
    if trade.taken_fen is not None:
        told = bench.desk.crypto.signed(echoed(asked) | said("00") | payment(trade))
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in told.items()
    )
    return RETURN.substitute(url=escape(asked["frontUrl"]), fields=fields)
