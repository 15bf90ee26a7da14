"""Kitchen: one ticket for every confirmed order, seen by a screen or a person, bumped along to the counter.

Promise: no paid order waits unseen (P2), the kitchen cooks once (P9).
"""
