"""Looking at the graph: interactive pages of its network."""
