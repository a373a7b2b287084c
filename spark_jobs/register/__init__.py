"""The ledger of what exists: the catalogue against the lake and the surveys."""
