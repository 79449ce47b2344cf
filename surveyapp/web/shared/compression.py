"""Answers made smaller on their way: the pages of those who answer, and every built file.

Respondents are on telephones, and a product on a machine of its own may have no proxy that compresses. Staff pages are
left alone: they show secrets beside what others wrote, which is what attacks on compression need.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

SMALL = 600
"""Bytes below which it does not pay."""
KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
PAGE_LEVEL, FILE_LEVEL = 5, 9
FILES = 64
AUDIENCES = frozenset({"respond"})


def register_compression(app: Flask) -> None:
    """Compress what the browser takes compressed."""

    @app.after_request
    def compress(response: Response) -> Response:
        built = request.endpoint == "static"
        if not (built or request.blueprint in AUDIENCES) or response.mimetype not in KINDS:
            return response
        response.vary.add("Accept-Encoding")
        whole = response.status_code == 200 or not built
        if not whole or not request.accept_encodings.quality("gzip") or request.range is not None:
            return response
        if built:
            path = Path(str(app.static_folder)) / str((request.view_args or {})["filename"])
            body = _file(path, path.stat().st_mtime_ns)
            response.close()  # the file that would have been sent
            response.direct_passthrough = False
            response.headers.pop("ETag", None)
        elif len(response.get_data()) < SMALL:
            return response
        else:
            body = gzip.compress(response.get_data(), PAGE_LEVEL, mtime=0)
        response.set_data(body)
        response.headers["Content-Encoding"] = "gzip"
        return response


@lru_cache(maxsize=FILES)
def _file(path: Path, changed: int) -> bytes:
    """A built file, compressed once."""
    return gzip.compress(path.read_bytes(), FILE_LEVEL, mtime=0)
