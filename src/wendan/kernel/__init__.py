"""Pure words that everyone shares: money, state tables, what a channel says, how we refuse."""
