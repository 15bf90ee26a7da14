"""Pure decisions: what a policy may be, why an order is unpaid, whether a rung of the ladder is told."""
