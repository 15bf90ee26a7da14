"""Bills and differences in the database, and the two sides of a day beside each other in DuckDB."""
