"""A call's way in as people get it: an address whose fragment no server sees, and the same as a picture."""

import io

import segno

from web.parts import Parts


def join_url(parts: Parts, call_id: str, secret: str) -> str:
    """What the customer opens."""
    return f"{parts.config.origin}/j/{call_id}#{secret}"


def qr_svg(url: str) -> str:
    """An SVG of the address, for a camera that reads it off a screen."""
    picture = io.BytesIO()
    segno.make_qr(url, error="m").save(picture, kind="svg", scale=1, border=2, xmldecl=False, svgns=True, nl=False)
    return picture.getvalue().decode()
