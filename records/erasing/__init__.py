"""Deleting for good: the plan, what of a call goes, the files of the database, and the certificate that stays."""
