"""A local mail server that keeps every letter in a Maildir."""
