"""Assurance: where money goes that has arrived. Late, double and wrong money are ordinary inputs.

Promise: money finds a home (P1): the order it was meant for, a refund, or a case with an owner.
"""
