"""Talking: from a question in a person's own words to an Answer whose every figure is proven."""
