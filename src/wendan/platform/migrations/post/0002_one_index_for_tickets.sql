-- ticket_of_order finds the cancelled ones as well.
DROP INDEX ticket_cancelled;
