"""Tests of what can be checked without us."""
