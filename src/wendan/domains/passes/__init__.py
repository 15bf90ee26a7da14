"""Passes: a meal taken on money that is known and not yet an order (临时取餐凭证).

Promise: one meal is given on a pass; every pass used meets its order, or a case.
"""
