"""Figures: quantities, what they count, in sentences, tables and cases."""
