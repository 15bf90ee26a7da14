"""Reconciliation (对账): our books beside the channel's bill, to the fen, both ways.

Promise: what the bill has and we have not, or we have and the bill has not, is a difference with a name, and the
differences add up to the whole gap. A bill that is not proved whole is not used; a missing one is not "all fine".
"""
