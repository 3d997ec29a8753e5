"""A wire in userspace: ends in network namespaces of their own; a delay, losses and a rate between any two of them.

Kernel netem is not everywhere; a TUN device is. `wire.py` is what others use, `__main__.py` the process that carries.
"""
