"""The one door: everything anybody does to, or sees of, a child's matter passes here."""
