"""Tests of `db`, against a real PostgreSQL."""
