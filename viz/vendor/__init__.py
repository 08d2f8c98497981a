"""Libraries of other makers that the pages carry; `make.py` bundles them again."""
