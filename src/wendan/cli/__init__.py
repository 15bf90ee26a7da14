"""What operators type. Each command is a file here, imported only when it runs."""

from cyclopts import App

main = App(name="wendan", help="Wendan 稳单: no paid order is lost, no unpaid order is left alone.")
