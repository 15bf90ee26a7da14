"""Which day a bill is of, what differs in it, and what is done about each difference."""
