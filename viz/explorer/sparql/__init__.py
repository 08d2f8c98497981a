"""What the page that writes queries knows: the terms that can be completed, and the named questions."""
