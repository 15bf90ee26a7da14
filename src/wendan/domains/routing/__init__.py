"""Routing: which ways to pay are offered to whom, the likeliest to succeed first.

Promise: nothing is offered that cannot be done, and no order of the list ever charges anybody twice.
"""
