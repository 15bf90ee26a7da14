"""Refunds: money back by its original route, followed to its final state, never more than was paid (P7)."""
