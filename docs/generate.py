"""Writes docs/reference/ from the code. `make docs` runs it; tests/test_docs.py compares."""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

from litestar import Litestar

import wendan
from wendan.api.desk import Asked
from wendan.api.openapi import describe
from wendan.api.server import doors
from wendan.api.words import CHINESE
from wendan.cli import main
from wendan.domains.assurance.rules import LATE
from wendan.domains.kitchen.states import TICKET
from wendan.domains.mass_incidents.states import INCIDENT
from wendan.domains.messages.states import MESSAGE
from wendan.domains.ordering.states import ORDER
from wendan.domains.passes.states import PASS
from wendan.domains.payments.states import PAYMENT
from wendan.domains.people.model import Right, Role
from wendan.domains.people.rules import RIGHTS
from wendan.domains.preauth.states import PREAUTH
from wendan.domains.promotions.states import COUPON
from wendan.domains.reconciliation.states import BILL, DIFFERENCE
from wendan.domains.refunds.states import REFUND
from wendan.domains.routing.states import BREAKER
from wendan.kernel.errors import Refusal
from wendan.kernel.states import CONTRADICTION, KNOWN, StateTable
from wendan.platform import metrics
from wendan.platform.settings import ENV_PREFIX, Settings
from wendan.promises import PROMISES

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the code: change the code, then `make docs`. -->\n"


def settings_page() -> str:
    lines = [
        "# Settings\n",
        "From the strongest to the weakest: an environment variable, the TOML file that `WENDAN_SETTINGS` names,",
        "`wendan.toml` in the working directory, the default. In TOML the name is the small one; lists in variables",
        "are JSON, such as `[10, 20]`. A name that does not exist is refused in a file and reported by",
        "`wendan doctor` in the environment.\n",
        "| variable | in TOML | type | default | what it does |",
        "|---|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        kind = getattr(field.annotation, "__name__", None)
        shown = str(field.annotation) if kind is None or "[" in str(field.annotation) else kind
        shown = (
            shown.replace("typing.", "")
            .replace("pathlib._local.", "")
            .replace("pathlib.", "")
            .replace("|", "or")
        )
        default = "none" if field.default is None else f"`{field.default}`"
        variable = f"`{ENV_PREFIX}{name.upper()}`"
        lines.append(f"| {variable} | `{name}` | {shown} | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    return str(main.generate_docs(output_format="markdown", heading_level=1)).strip() + "\n"


# What a table cannot say about itself: its name, what its signals are, and the one thing to know.
COUNTED = {
    5: "Five",
    6: "Six",
    7: "Seven",
    8: "Eight",
    9: "Nine",
    10: "Ten",
    11: "Eleven",
    12: "Twelve",
    13: "Thirteen",
}
STATES: list[tuple[str, StateTable, str]] = [
    (
        "Order 订单",
        ORDER,
        (
            "An order waits in CLOSING until the channel has said that nobody can pay any more; its stock waits with it.\n"
            "PAID leads to CONFIRMED from CLOSED too: late money revives an order while that makes sense, and is refunded\n"
            "otherwise ([how money finds its home](../explanation/how-money-finds-its-home.md))."
        ),
    ),
    (
        "Payment 支付单",
        PAYMENT,
        (
            "One attempt to collect, with its own number at the channel. SILENT is the absence of an answer: it leads to\n"
            "UNKNOWN and never to a failure. MISSING right after asking is normal and moves nothing; only a close that finds\n"
            "no such number counts as CLOSED: at once for an attempt that gave nobody the means to pay, for others two minutes\n"
            "after the last moment to pay. FAILED and CLOSED still\n"
            "become SUCCEEDED when the channel says so."
        ),
    ),
    (
        "Pre-authorisation 预授权",
        PREAUTH,
        (
            "Money that a channel holds for an order ([pre-authorisation](../explanation/pre-authorisation.md)). CAPTURE and RELEASE\n"
            "are our own decisions; the payment taken of it bears the same number, and its success leads to CAPTURED whatever else\n"
            "was heard. FAILED and CLOSED still become FROZEN when the channel, asked again, says so: late, and then given back\n"
            "where no order waits for it. A taking that was refused for certain leads back to FROZEN, with a case."
        ),
    ),
    (
        "Refund 退款",
        REFUND,
        (
            "SUCCEEDED is for ever. A refund the channel CLOSED is tried again under a new number, at most five for one order;\n"
            "any other failure becomes a case."
        ),
    ),
    (
        "Bill 账单",
        BILL,
        (
            "One channel account's day. NOT_READY moves nothing: a bill that is not there is asked for until the evening\n"
            "(OVERDUE) and then a person's matter too. EXPLAINED is every difference settled or with a person\n"
            "([closing the books](../explanation/closing-the-books.md))."
        ),
    ),
    (
        "Difference 差异",
        DIFFERENCE,
        (
            "One aspect of one number in one bill. The same bill read again finds the same difference (FOUND), whatever has been\n"
            "done about it by then; one that is there no more has VANISHED."
        ),
    ),
    (
        "Ticket 厨房小票",
        TICKET,
        (
            "The bump bar. RECALL takes a ticket back one step; what the diner was told about the order stands.\n"
            "A ticket that is being cooked can no longer be cancelled here. Where a ticket is cooked at several stations,\n"
            "each finishes its own part: the first makes it PREPARING, the last READY; what has no station holds nobody up."
        ),
    ),
    (
        "Message 消息",
        MESSAGE,
        (
            "What a customer is told. SENDING is committed before anybody hears it; SILENT leads to UNKNOWN, and from there only\n"
            "the certainty that nobody has it (NOT_TAKEN) leads back to the plan. What stands on the order's page is SENT by\n"
            "the commit itself (SHOW) ([reminding](../explanation/reminding.md))."
        ),
    ),
    (
        "Pass 临时取餐凭证",
        PASS,
        (
            "Given when money is known and its order is not ([passes](../explanation/passes.md)). A counter that was offline may\n"
            "report its USE at any time: after REPLACED it is the meal of the order, after any other use it is a second meal."
        ),
    ),
    (
        "Coupon 优惠券",
        COUPON,
        (
            "HELD while an attempt to pay carries it that may still succeed; USED when the order's kept payment carried it;\n"
            "freed when the order is paid without it or its last attempt is proven dead. What goes back with a cancelled\n"
            "order is a new coupon: USED is for ever ([coupons](../explanation/coupons.md))."
        ),
    ),
    (
        "Route 路由 (the breaker)",
        BREAKER,
        (
            "Folded from what was felt of a route in the last five minutes and stored nowhere\n"
            "([routes](../explanation/routing.md)). OPEN is not offered; HALF_OPEN is asked about nothing until it answers."
        ),
    ),
    (
        "Incident 事故",
        INCIDENT,
        (
            "Many customers met the same trouble at once ([mass incidents](../explanation/mass-incidents.md)). CONTAIN is the\n"
            "one confirmation that moves the traffic; CALM comes by itself after ten minutes in which nothing is unusual."
        ),
    ),
]


def states_page() -> str:
    lines = [
        "# States\n",
        f"{COUNTED[len(STATES)]} state machines, each a table in code with no empty square; a gap fails when the program is imported.",
        f"A square holds the next state, `{KNOWN}` (known already, nothing changes) or `{CONTRADICTION}` (this cannot be true",
        "beside what we know: a person's action is refused, a channel's word opens a case).",
    ]
    for title, table, about in STATES:
        lines += [f"\n## {title}\n", about, "", *_diagram(table), "", *_squares(table)]
    return "\n".join(lines) + "\n"


def _diagram(table: StateTable) -> Iterator[str]:
    """Every move as an arrow; signals that lead the same way share one."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for square in table.squares():
        if square.outcome not in (KNOWN, CONTRADICTION):
            arrows.setdefault((square.state, square.outcome), []).append(square.signal)
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {next(iter(table.states)).value}"
    for (state, following), signals in arrows.items():
        yield f"    {state} --> {following}: {', '.join(signals)}"
    yield "```"


def _squares(table: StateTable) -> Iterator[str]:
    names = [signal.value for signal in table.signals]
    yield f"| | {' | '.join(names)} |"
    yield "|---|" + "---|" * len(names)
    outcomes = {(square.state, square.signal): square.outcome for square in table.squares()}
    for state in table.states:
        row = " | ".join(outcomes[state.value, name] for name in names)
        yield f"| **{state.value}** | {row} |"


def refusals() -> list[type[Refusal]]:
    """Every refusal of the house, wherever it is defined, by code."""
    for module in pkgutil.walk_packages(wendan.__path__, "wendan."):
        if module.name.startswith(("wendan.domains", "wendan.flows", "wendan.api")):
            importlib.import_module(module.name)
    waiting, found = [Refusal], []
    while waiting:
        below = waiting.pop().__subclasses__()
        found += below
        waiting += below
    return sorted(found, key=lambda refusal: refusal.code())


def errors_page() -> str:
    lines = [
        "# Errors\n",
        "Every refusal is an RFC 9457 problem: `type` is `urn:wendan:problem:<code>`, `title` the English, `title_zh` the",
        "Chinese, `facts` what this one was about. Programs decide by `code`, which does not change. A refusal changed",
        "nothing.\n",
        "| code | HTTP | English | 中文 |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{refusal.code()}` | {refusal.status} | {refusal.message()} | {CHINESE[refusal.code()]} |"
        for refusal in refusals()
    ]
    return "\n".join(lines) + "\n"


def late_money_page() -> str:
    lines = [
        "# Late money\n",
        "Money that comes for a closed order, as a table in code (`assurance.rules.LATE`). The rows exclude one another and",
        "leave nothing out; a test walks every combination. What stands behind the words:",
        "[how money finds its home](../explanation/how-money-finds-its-home.md#late-money).\n",
        "| closed at most `revive_within_minutes` ago | store open | stock there | kitchen has room | the customer | home | reason | coupon |",
        "|---|---|---|---|---|---|---|---|",
    ]
    asked = {None: "", "meal": "wants the meal", "money": "wants the money", "ask": "can be asked"}
    for row in LATE:
        met = (row.is_in_time, row.is_store_open, row.is_stock_there, row.is_kitchen_free)
        yes = " | ".join({True: "yes", False: "no", None: ""}[each] for each in met)
        coupon = "of the same amount" if row.has_coupon else ""
        lines.append(f"| {yes} | {asked[row.wants]} | **{row.home}** | `{row.reason}` | {coupon} |")
    return "\n".join(lines) + "\n"


# The sentence each query stands for; tests/test_docs.py holds the two lists together.
SENTENCES = {
    "P1": (
        "Money finds a home",
        (
            "Within 60 seconds, every fen a channel took is bound to one confirmed order, one refund, or one open case "
            "with an owner. Every callback we kept is settled. Value that was paid for stands in its account, or an alarm "
            "clock carries it there."
        ),
    ),
    "P2": (
        "No paid order waits unseen",
        (
            "A confirmed order has a kitchen ticket. A ticket nobody has seen for 60 seconds raises an alarm; "
            "the query gives the alarm 15 seconds more."
        ),
    ),
    "P3": (
        "No unpaid order is left alone",
        (
            "Every unfinished order, payment, refund, coupon and message has an alarm clock, and none is more than 60 seconds "
            "late while no worker holds it. Every store has the one that audits its night."
        ),
    ),
    "P4": (
        "Nothing is guessed",
        "A payment is FAILED or CLOSED only with the stored words of the channel that prove it.",
    ),
    "P5": (
        "Stock is honest",
        (
            "Held + sold + available = total, none negative, and what stock says is what the orders say. "
            "Only a live order holds stock."
        ),
    ),
    "P6": (
        "Books balance",
        (
            "Every ledger transaction sums to zero, every payment and refund is posted once, and what the ledger says "
            "channels owe us is what payments, refunds, the fees of their bills and what they paid to the bank say. What the books know of the counter is what changed hands "
            "there. Every member's account holds what its moves say, and all of them what the ledger says. What coupons cost "
            "is what kept payments were reduced by, and what is spent of a budget is what its coupons are worth."
        ),
    ),
    "P7": (
        "Nobody pays twice",
        (
            "At most one payment of an order is kept; any other is on its way back or in a case; "
            "never is more refunded than was paid. A coupon pays for one order, and is held or used for no other."
        ),
    ),
    "P8": ("History cannot be edited", "Every order has a history, and its chain of hashes has no gap."),
    "P9": (
        "The kitchen cooks once",
        "A confirmed order has exactly one live ticket, a cancelled one has none.",
    ),
    "P10": (
        "No nagging",
        (
            "No reminder is sent after its payment was known: the commit by which a reminder is about to be sent is later "
            "than the one that confirmed its order for none of them. The same of a debt and its repayment, and of the "
            "message that tells of a failed payment."
        ),
    ),
}


def promises_page() -> str:
    lines = [
        "# Promises\n",
        "A promise is a query that returns its breaches; `$1` is now. There must be none. They are asked every minute in",
        "production, where a breach opens a case, by `wendan verify`, by `GET /api/office/promises`, and after every",
        "drill. `wendan verify` also computes every hash of P8 again.",
    ]
    for promise, sql in PROMISES.items():
        title, sentence = SENTENCES[promise]
        query = dedent(sql).strip()
        lines += [f"\n## {promise} · {title}\n", sentence, "", "```sql", query, "```"]
    return "\n".join(lines) + "\n"


def metrics_page() -> str:
    lines = [
        "# Metrics\n",
        "`GET /metrics` in Prometheus' text form. A counter also shows `_created`, a histogram `_bucket`, `_sum` and",
        "`_count`. The client library adds its own `process_*` and `python_gc_*`. Each process counts for itself.\n",
        "| name | type | labels | meaning |",
        "|---|---|---|---|",
    ]
    for instrument in vars(metrics).values():
        labels = getattr(instrument, "_labelnames", None)
        if labels is None:
            continue
        family = next(iter(instrument.describe()))
        name = f"{family.name}_total" if family.type == "counter" else family.name
        shown = ", ".join(f"`{label}`" for label in labels) or "none"
        lines.append(f"| `{name}` | {family.type} | {shown} | {family.documentation} |")
    lines += [
        "",
        "Alarm on `wendan_promise_breaches > 0`, and on the process that asks the promises being gone: the worker. With",
        "`wendan serve` it runs in the same process; a `wendan worker` of its own answers Prometheus on",
        "`WENDAN_WORKER_METRICS_PORT`. A breach also opens a case and posts an alarm.",
    ]
    return "\n".join(lines) + "\n"


def roles_page() -> str:
    roles = list(Role)
    addresses: dict[str, list[str]] = {}
    for path, verbs in describe(Litestar(route_handlers=doors(), request_class=Asked, openapi_config=None))[
        "paths"
    ].items():
        for verb, operation in verbs.items():
            if "x-right" in operation:
                addresses.setdefault(operation["x-right"], []).append(f"`{verb.upper()} {path}`")
    lines = [
        "# Roles and rights\n",
        "Every staff address asks for exactly one right; a role has the rights of its column. Managers, cashiers and cooks",
        "work in one store, the others for the whole merchant; nobody sees another merchant.\n",
        f"| right | {' | '.join(roles)} |",
        "|---|" + "---|" * len(roles),
    ]
    for right in Right:
        marks = " | ".join("✓" if right in RIGHTS[role] else "" for role in roles)
        lines.append(f"| {right} | {marks} |")
    lines += ["\n## What a right opens\n", "| right | addresses |", "|---|---|"]
    lines += [f"| {right} | {'<br>'.join(addresses.get(right, []))} |" for right in Right]
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "states.md": states_page,
    "errors.md": errors_page,
    "promises.md": promises_page,
    "metrics.md": metrics_page,
    "roles.md": roles_page,
    "late-money.md": late_money_page,
}


def write_all() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(NOTE + page(), encoding="utf-8")
        print(f"docs/reference/{name}", file=sys.stderr)


if __name__ == "__main__":
    write_all()
