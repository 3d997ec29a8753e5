"""The rules: call states, matching, permissions. Pure: no clock, no I/O, no asyncio."""
