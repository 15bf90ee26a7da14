"""Evidence: every event of an order, hash-chained in the transaction in which it happened.

Promise: history cannot be edited (P8). Each hash covers the event and the hash before it, so changing,
removing or inserting one breaks every later link.
"""
