"""Measurements: speed, retrieval, cleaning, peers. Each prints its figures; none is needed to run Huice."""
