"""Stafett: one relay log around a child, owned by the family, kept by one holder at a time."""

__version__ = "0.1.0"
