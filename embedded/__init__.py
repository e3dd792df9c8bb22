"""The zero-setup stack: PostgreSQL, Temporal and sign-in as children of one supervisor."""
