"""PostgreSQL for tests: the owner makes the database, the runtime role works in it."""
