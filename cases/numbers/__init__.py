"""Tracking numbers: how they are written, and whose the lines of a case are when its number changes."""
