"""Files as a program for signing makes them."""

from __future__ import annotations

import io
import zipfile


def container(said: str = "application/vnd.etsi.asic-e+zip", *, signed: bool = True) -> bytes:
    """A container with one document, of the kind that it says of itself, with a signature or without."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if said:
            archive.writestr("mimetype", said)
        archive.writestr("izvertejums.docx", b"x")
        if signed:
            archive.writestr("META-INF/signatures0.xml", b"<s/>")
    return target.getvalue()
