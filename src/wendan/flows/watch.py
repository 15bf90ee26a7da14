"""Every minute the promises are asked; a breach becomes a case, and its case closes when the promise holds again."""

from collections.abc import Sequence
from functools import partial

from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.rules import healed
from wendan.domains.incidents.service import open_case, resolve
from wendan.domains.incidents.store import OPEN_CASES_OF_STORE, OPEN_CASES_OF_TYPE
from wendan.flows.house import House
from wendan.platform.metrics import promise_breaches
from wendan.promises import Breach


async def watch(house: House, breaches: Sequence[Breach]) -> int:
    """Open a case per new breach, close the cases of healed ones; how many breaches there are."""
    for promise in {f"P{n}" for n in range(1, 11)}:
        promise_breaches.labels(promise).set(sum(breach.promise == promise for breach in breaches))
    findings = [_finding(breach) for breach in breaches]
    for finding in findings:
        await house.decide("watch", partial(_open_once, house, finding))
    known = await house.database.read(OPEN_CASES_OF_TYPE, type=CaseType.PROMISE_BROKEN)
    for case in healed(known, findings):
        await house.database.commit(resolve(case, "the promise holds again", house.clock.now())[1])
    return len(findings)


def _finding(breach: Breach) -> Finding:
    subject = f"{breach.promise}:{breach.subject}"
    return Finding(breach.store_id, breach.order_id, CaseType.PROMISE_BROKEN, subject, breach.detail)


async def _open_once(house: House, finding: Finding) -> None:
    known = await house.database.read(OPEN_CASES_OF_STORE, store_id=finding.store_id)
    stamp = house.stamp()
    await house.database.commit(open_case(finding, known, stamp.id(), stamp.now)[1])
