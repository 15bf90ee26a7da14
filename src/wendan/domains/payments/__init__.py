"""Payments: one row per attempt to collect, moved by nothing but a channel's word.

Promise: nothing is guessed (P4), money finds a home (P1), nobody pays twice (P7).
"""
