"""The door to the street: forms in, views out, who is calling, and problems said plainly."""
