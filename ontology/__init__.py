"""What can be said of a report, and the words for it."""
