"""The sealed book: what was written stays written, and only the right key opens it."""
