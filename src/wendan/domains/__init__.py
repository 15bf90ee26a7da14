"""The business: one room each, all of one shape, none knowing another."""
