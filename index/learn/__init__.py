"""Training the shipped model and the fusion; nothing here is imported to answer a question."""
