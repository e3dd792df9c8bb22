"""Directives as data."""
