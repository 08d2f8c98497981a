"""The official divisions and the places that a report names."""
