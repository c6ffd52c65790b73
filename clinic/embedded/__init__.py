"""PostgreSQL, a broker and a mail catcher of this checkout's own, for development.

`make run`, `make test` and `make check` start the same real servers through `Servers`;
a production system runs its own and needs nothing from this package but `roles.sql`.
"""
