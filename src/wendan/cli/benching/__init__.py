"""How much place and settle cost through HTTP, beside pgbench writing the same rows statement by statement."""
