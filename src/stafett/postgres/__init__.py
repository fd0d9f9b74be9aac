"""Where the books stand: the PostgreSQL servers, the way to them and the shape of their tables."""
