"""Targets of the catalogue that are not engines: JSON Schema, DCAT, and DDL with comments."""
