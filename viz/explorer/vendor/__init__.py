"""Libraries of other makers, bundled for the pages; `make.py` makes static/vendor again."""
