"""Whoever works here: the first owner, signing in and out, one's own account."""
