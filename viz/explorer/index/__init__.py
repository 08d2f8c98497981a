"""The read index: one version of the store, arranged so that every page answers at once."""
