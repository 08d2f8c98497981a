"""The files that pages are made of: template, style, words, script, and the libraries of others."""
