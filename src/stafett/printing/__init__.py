"""Printing: what one reader may see today as a file to keep, that anybody can check."""
