"""Programmes and observances: which ones a report names, and what it says of them."""
