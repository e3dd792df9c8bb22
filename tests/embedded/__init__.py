"""Tests of the embedded stack: real servers, real kills."""
