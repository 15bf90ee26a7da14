"""Catalog: who sells what, when, at which price, and how much of it is left.

Promise: stock is honest (P5). Nothing is sold that is not listed, priced and available.
"""
