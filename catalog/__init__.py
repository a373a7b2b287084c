"""The catalogue: what is true, declared once. Everything else in the house is compiled from it."""
