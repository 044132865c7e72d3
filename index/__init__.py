"""Finding clauses: lexical search, vectors, fusion, and the life of an index on disk."""
