"""Printing: every paid ticket on paper at each printer that serves its stations, by a backup where the first is ill.

Promise: a ticket counts as printed only when a printer has said so.
"""
