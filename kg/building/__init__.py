"""The steps of a build: plan what to read, read it in worker processes, merge what was read, publish."""
