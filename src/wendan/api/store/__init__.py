"""What a store's staff does: kitchen, orders, refunds, menu, cases; in their own store only."""
