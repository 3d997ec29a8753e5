"""What a claim pack leaves out, and how much of it: nobody reads a cut out of a page that simply ends. Pure.

The page is for reading and takes fewer texts than the archive; both take a journey as everything here reads it.
"""

from typing import Final

from cases.claims.pack.content import LeftOut

TEXTS_ON_PAGE: Final = 500
TEXTS_IN_ARCHIVE: Final = 2_000


def texts_left_out(*, total: int, taken: int) -> tuple[LeftOut, ...]:
    """Of what was written in calls, the first ones are `taken`."""
    on_page = min(taken, TEXTS_ON_PAGE)
    return (LeftOut(what="texts", total=total, on_page=on_page, in_archive=taken),) if on_page < total else ()


def events_left_out(*, total: int, taken: int) -> tuple[LeftOut, ...]:
    """Of the lines of a journey, the newest ones are `taken`."""
    return (LeftOut(what="events", total=total, on_page=taken, in_archive=taken),) if taken < total else ()
