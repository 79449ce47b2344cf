"""Headers of every answer: what a page may load, who may frame it, who may keep it.

Pages carry no inline code, so scripts need no nonce; a page that cannot do without one calls `script_nonce()` while
it is made, and only its own header names it.
"""

from __future__ import annotations

import re
import secrets
from typing import cast

from flask import Flask, Response, g, request

from surveyapp.config import Config

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""The hash of an empty style element: Plotly makes one and fills it through the object model."""

POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; "
    f"style-src 'self' {EMPTY_STYLE}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HASHED = re.compile(r"-[A-Z0-9]{8}\.[a-z0-9]+$")
"""Built files whose names change with their content."""

PLAIN_POLICY = POLICY.format(nonce="")


def script_nonce() -> str:
    """A nonce for a script element of this page, the same throughout the page."""
    if "script_nonce" not in g:
        g.script_nonce = secrets.token_urlsafe(16)
    return cast("str", g.script_nonce)


def register_headers(app: Flask, config: Config) -> None:
    """Put the headers onto every answer."""

    @app.after_request
    def headers(response: Response) -> Response:
        nonce = g.get("script_nonce")
        policy = POLICY.format(nonce=f" 'nonce-{nonce}'") if nonce else PLAIN_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
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
