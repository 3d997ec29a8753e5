"""Which of the processes on a machine lets the others go first."""

import os
from contextlib import suppress
from pathlib import Path

_WAITS = 10
"""Of 19. Beside a node that needs a whole core it keeps a tenth of it: enough for ninety recorded calls."""
_SESSION = Path("/proc/self/autogroup")
"""Linux may share the machine between sessions first, and a process's own niceness counts within its session only
(sched(7), "The autogroup feature"). A recorder has one of its own.
"""


def give_way() -> None:
    """For a recorder, to whom nobody listens live: where it shares a core with a node, what one page says to another
    goes first.
    """
    os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), _WAITS))
    with suppress(OSError):  # no Linux, or one without such groups
        if os.getsid(0) == os.getpid():  # where the session is shared, the others in it are not to wait
            _SESSION.write_text(f"{_WAITS}")
