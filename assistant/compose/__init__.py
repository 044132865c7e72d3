"""Wording answers: the conclusion first in one speakable sentence, then the sum, the conditions, the clause, what was assumed."""
