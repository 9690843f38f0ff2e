"""A test can ask for a PostgreSQL of its own."""

import psycopg


def test_a_test_that_asks_is_given_an_empty_database(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone() == (0,)
