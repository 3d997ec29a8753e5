"""Files that support a claim: what may come in, what of it is kept, and where."""
