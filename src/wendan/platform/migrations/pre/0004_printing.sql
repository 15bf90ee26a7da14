-- Which printer has printed which ticket (catalogue A12). A claim is a row with a lease, so no two workers print one.
CREATE TABLE ticket_print (
    store_id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    printer_id uuid NOT NULL,
    attempts integer NOT NULL,
    leased_until timestamptz NOT NULL,
    printed_at timestamptz,
    printed_by uuid,
    PRIMARY KEY (store_id, ticket_id, printer_id),
    FOREIGN KEY (store_id, ticket_id) REFERENCES ticket,
    FOREIGN KEY (store_id, printer_id) REFERENCES device
);
CREATE INDEX device_printers ON device (store_id) WHERE kind = 'printer' AND retired_at IS NULL;
