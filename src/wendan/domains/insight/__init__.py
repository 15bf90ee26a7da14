"""Insight: how the day goes, read across every room by SQL and changing nothing.

Promise: a figure on a screen is a query over what happened, never a counter that somebody keeps.
"""
