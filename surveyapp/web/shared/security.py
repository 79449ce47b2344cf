"""Headers of every answer: what a page may load, who may frame it, who may keep it.

Pages carry no inline code, so scripts need no nonce.
"""

from __future__ import annotations

import re

from flask import Flask, Response, request

from surveyapp.config import Config

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""The hash of an empty style element: Plotly makes one and fills it through the object model."""

POLICY = (
    "default-src 'self'; script-src 'self'; "
    f"style-src 'self' {EMPTY_STYLE}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HASHED = re.compile(r"-[A-Z0-9]{8}\.[a-z0-9]+$")
"""Built files whose names change with their content."""


def register_headers(app: Flask, config: Config) -> None:
    """Put the headers onto every answer."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if config.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint == "static":
            if response.status_code == 200:
                kept = "31536000, immutable" if HASHED.search(request.path) else "3600"
                response.headers["Cache-Control"] = f"public, max-age={kept}"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
