"""A crowd before a rush session: buyers claim over the lane, some pay, and the database is asked what really happened."""
