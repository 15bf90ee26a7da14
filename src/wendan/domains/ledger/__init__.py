"""Ledger: double entry for every fen from the first day.

Promise: books balance (P6). A transaction is one row with its entries in two arrays, so "sums to zero" is a
constraint of the row and no program can break it. Debit is positive.
"""
