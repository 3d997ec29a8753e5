"""The least that could do the same work: what stands beside us in the table."""
