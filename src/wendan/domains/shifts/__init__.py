"""Shifts: a drawer from its opening float to its count, and every note that went in or out by whose hand.

Promise: what should be in the drawer is what moved, never what somebody remembers.
"""
