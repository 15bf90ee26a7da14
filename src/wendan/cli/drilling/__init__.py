"""A rush of customers against the real processes while everything breaks, and an oracle that counts the money."""
