"""The databases that a review can run in: the same expressions on DuckDB, Spark, PostgreSQL and ClickHouse, with the same results."""
