"""The explorer: a web application that shows a store, and its SPARQL service."""
