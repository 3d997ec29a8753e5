"""A case's tracking number changes: whether it was mistyped or the parcel handed over, and whose its lines are."""
