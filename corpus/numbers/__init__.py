"""Numbers as people write them: numerals, English words, dates, quantities with their neighbourhood, figures, and back to text.

`corpus.amounts` is the door; nothing outside `corpus` imports from here.
"""
