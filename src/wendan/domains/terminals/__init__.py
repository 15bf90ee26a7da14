"""Terminals: the screens, tills, printers and scanners of a store, each bound to it by a key of its own.

Promise: a device's key opens one store, and what was done on it is known by its name.
"""
