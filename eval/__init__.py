"""Judging: question sets in, scores with their reasons out. Never imported by what it judges."""
