"""The commands, one file per family; each is a short function that calls one room. The folder is the registry."""
