"""Libraries of other makers, bundled for the large pages; `make.py` makes the bundle again."""
