"""Members: what a diner tells us beside orders: how the meal was, and which messages they allow.

Promise: a message goes out only with a consent that was given for it.
"""
