"""What the book looks like right now: made from its lines, kept sealed, thrown away at will."""
