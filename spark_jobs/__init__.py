"""The work: verbs at the top (land, conform, check, merge, publish), nouns below."""
