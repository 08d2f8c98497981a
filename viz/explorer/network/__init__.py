"""The network page's model: who is linked to whom, read from the index; views, paths and files made of it."""
