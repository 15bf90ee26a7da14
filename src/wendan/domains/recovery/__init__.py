"""Recovery: what is done about orders nobody has paid, by rules that are values: versioned, bounded, previewed.

Promise: an order keeps the rules it was born with (C2), and nobody is told a reason that the facts do not carry.
"""
