"""Tests of what may be done to a case."""
