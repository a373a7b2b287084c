"""Sources as data contracts of the Open Data Contract Standard (ODCS v3.1.0, bitol.io), and contracts as drafts."""
