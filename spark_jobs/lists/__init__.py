"""The four lists and their matching, as rows."""
