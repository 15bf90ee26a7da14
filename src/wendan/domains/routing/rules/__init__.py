"""Pure decisions: what is offered and in which order, by which account, and what is ill."""
