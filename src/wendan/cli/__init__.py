"""What operators type. Each command is a file here, imported only when it runs, so that --help is quick."""

from cyclopts import App

main = App(name="wendan", help="Wendan 稳单: no paid order is lost, no unpaid order is left alone.")
main.command(
    "wendan.cli.doctor:doctor",
    name="doctor",
    help="Say what is missing or wrong on this machine and how to mend it.",
)
main.command("wendan.cli.serve:serve", name="serve", help="Run the API and the worker until Ctrl-C.")
main.command("wendan.cli.serve:worker", name="worker", help="Run only the worker until Ctrl-C.")
main.command(
    "wendan.cli.verify:verify",
    name="verify",
    help="Check promises, hash chains and ledger of the whole database; ends with 1 on any breach.",
)
main.command(
    "wendan.cli.staff:staff_token", name="staff-token", help="Give a staff member a new key, shown this once."
)
main.command("wendan.cli.route:route", name="route")
main.command(
    "wendan.cli.drill:drill",
    name="drill",
    help="A rush of customers while everything breaks, judged by the channel's own books.",
)
main.command(
    "wendan.cli.outage:outage",
    name="outage",
    help="One payment channel dies in the midst of a rush, and comes back.",
)
main.command("wendan.cli.sandbox:sandbox", name="sandbox")
main.command(
    "wendan.cli.reconcile:reconcile",
    name="reconcile",
    help="The bills of a day held against the books, and repaired; ends with 1 when something is left unexplained.",
)
main.command(
    "wendan.cli.printer:printer", name="printer", help="A kitchen printer on this machine, for trying."
)
main.command(
    "wendan.cli.demo:demo", name="demo", help="See it for yourself: a lunch rush with faults, in a minute."
)
main.command(
    "wendan.cli.bench:bench",
    name="bench",
    help="Place and settle through HTTP, beside pgbench writing the same rows.",
)
main.command(
    "wendan.cli.evaluate:evaluate",
    name="evaluate",
    help="Is the recommended order of ways to pay, or the risk score, better than a simpler one? Ends with 1 if not.",
)
main.command("wendan.cli.risk:risk", name="risk")
main.command("wendan.cli.simulate:simulate", name="simulate")
