"""Who read and wrote what: access events, history rows, and what the roles may do."""
