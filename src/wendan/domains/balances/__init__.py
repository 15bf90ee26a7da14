"""Balances: what members have paid in, and what they owe; one account each per merchant, shared by its stores.

Promise: never below what was agreed, credited once, and to the fen what the moves and the ledger say (P6).
"""
