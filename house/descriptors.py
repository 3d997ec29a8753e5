"""How many files and sockets this process may have open. A system begins everybody with 1,024 and lets them take more.

A page of a node is a socket, a leg of a recorder one for each address of the machine, and a file: with what it begins
with, three hundred legs are too many, and then no file is opened and no question asked any more, for nobody's leg.
"""

import resource

_ENOUGH = 65_536


def take_descriptors() -> None:
    """As many as the system lets us have, up to more than anybody needs; never fewer than there are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
