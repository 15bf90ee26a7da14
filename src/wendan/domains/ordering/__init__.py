"""Ordering: one order from the moment it is placed until it is handed over or closed.

Promise: no unpaid order is left alone (P3), stock held for an order is released exactly once (P5).
"""
