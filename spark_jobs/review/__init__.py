"""A change of the catalogue, judged and rehearsed before it happens."""
