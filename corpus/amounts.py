"""Amounts, percentages, dates, durations and counts in the words of people: the one door to `corpus.numbers`.

`find_quantities` reads a question, `find_figures` lists every figure of an answer or a clause in canonical form,
`parse_amount` reads one amount strictly, `format_yuan` and `format_percent` write them.
"""

from corpus.numbers.figures import Figure, find_figures
from corpus.numbers.quantity import Kind, Quantity, Relation, find_quantities
from corpus.numbers.written import format_percent, format_yuan, parse_amount

__all__ = [
    "Figure",
    "Kind",
    "Quantity",
    "Relation",
    "find_figures",
    "find_quantities",
    "format_percent",
    "format_yuan",
    "parse_amount",
]
