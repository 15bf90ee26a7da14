"""What head office sees and does: stores, staff, cases, promises, evidence."""
