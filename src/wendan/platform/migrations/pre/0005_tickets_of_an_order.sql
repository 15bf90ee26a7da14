-- An order's tickets by one index, whatever their state.
CREATE INDEX ticket_of_order ON ticket (store_id, order_id);
