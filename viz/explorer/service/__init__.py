"""The SPARQL service: Oxigraph's own server, behind what the explorer guards and limits."""
