"""The composition root and command line: the only file that knows everyone."""
