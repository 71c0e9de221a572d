"""The database engine: Django's own for PostgreSQL, with one round trip less in every request."""
