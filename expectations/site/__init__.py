"""The catalogue as a static site: what a clerk and an engineer look up. Opens from disk, asks nothing of a network."""
