"""Whether the risk score tells better than counting unpaid orders, on a later month of a town with hidden minds."""
