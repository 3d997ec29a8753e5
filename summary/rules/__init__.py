"""The draft by rules: what the words of a call say, quoted. All of it pure."""
