"""Head office's addresses, every one behind an office token."""

from typing import Final

from litestar import Router

from wendan.api.guards import office_staff
from wendan.api.office.accounts import list_accounts, read_statement, set_limit
from wendan.api.office.bills import (
    ask_for_bill,
    list_my_bills,
    preview_repairs,
    read_bill,
    read_one_difference,
    repair_difference,
    repair_whole_bill,
)
from wendan.api.office.dashboard import read_dashboard
from wendan.api.office.day_report import (
    read_day_report,
    read_day_report_as_csv,
    read_day_report_as_workbook,
)
from wendan.api.office.figures import list_bad_debts, list_nights, read_figures
from wendan.api.office.incidents import (
    compensate_incident,
    contain_incident,
    dismiss_incident,
    import_mentions,
    import_mentions_file,
    list_incidents,
    read_incident,
)
from wendan.api.office.ladder import (
    decide_ladder_review,
    list_ladder_reviews,
    make_ladder_review,
    read_ladder,
)
from wendan.api.office.ledger import (
    list_ledger_entries,
    list_ledger_payouts,
    read_ledger_days,
    read_ledger_payout,
    read_ledger_statements,
    read_ledger_statements_as_workbook,
    record_ledger_payout,
)
from wendan.api.office.oversight import count_all_cases, list_all_cases, list_breaches, read_evidence
from wendan.api.office.people import edit_member, hire_member, list_audit, list_staff
from wendan.api.office.policies import (
    preview_merchant_policy,
    read_merchant_policy,
    set_merchant_policy,
)
from wendan.api.office.risk import (
    list_blacklist,
    list_by_hand,
    list_month_fits,
    list_scorecards,
    promote_scorecard,
    read_decision,
    read_entry,
    reject,
    remove_entry,
)
from wendan.api.office.routes import list_routes, take_switch_back, throw_switch, try_routes
from wendan.api.office.staff import dismiss_staff, hire_staff
from wendan.api.office.stores import list_stores, open_new_store, read_accounts, set_accounts
from wendan.api.office.unpaid import count_all_unpaid, search_all_unpaid

SHOPS: Final = (
    list_stores,
    open_new_store,
    read_accounts,
    set_accounts,
    list_all_cases,
    count_all_cases,
    read_dashboard,
    list_breaches,
    read_evidence,
    read_figures,
)
PEOPLE: Final = (list_staff, hire_member, edit_member, list_audit, hire_staff, dismiss_staff)
BOOKS: Final = (
    list_my_bills,
    read_bill,
    ask_for_bill,
    preview_repairs,
    repair_whole_bill,
    read_one_difference,
    repair_difference,
    read_ledger_statements,
    read_ledger_statements_as_workbook,
    list_ledger_entries,
    list_ledger_payouts,
    read_ledger_days,
    read_ledger_payout,
    record_ledger_payout,
    read_day_report,
    read_day_report_as_csv,
    read_day_report_as_workbook,
)
MONEY: Final = (
    list_routes,
    try_routes,
    throw_switch,
    take_switch_back,
    list_accounts,
    read_statement,
    set_limit,
)
UNPAID: Final = (
    read_merchant_policy,
    set_merchant_policy,
    preview_merchant_policy,
    list_nights,
    list_bad_debts,
    search_all_unpaid,
    count_all_unpaid,
    read_ladder,
    list_ladder_reviews,
    make_ladder_review,
    decide_ladder_review,
)
RISK: Final = (
    list_blacklist,
    read_entry,
    list_by_hand,
    remove_entry,
    reject,
    list_scorecards,
    list_month_fits,
    promote_scorecard,
    read_decision,
)

INCIDENTS: Final = (
    list_incidents,
    read_incident,
    contain_incident,
    dismiss_incident,
    compensate_incident,
    import_mentions,
    import_mentions_file,
)


def office_router() -> Router:
    """Head office."""
    handlers = [*SHOPS, *PEOPLE, *MONEY, *BOOKS, *UNPAID, *RISK, *INCIDENTS]
    return Router("/api/office", route_handlers=handlers, guards=[office_staff])
