"""The characters and words of a report: folding, script, tokens, numerals, dates, clauses."""
