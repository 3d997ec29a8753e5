"""Packets in, files out. Knows legs and recordings by id, and no calls, users or cases."""
