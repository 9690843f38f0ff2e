"""The databases that a review can run in: the same expressions on DuckDB, Spark and PostgreSQL, with the same results."""
