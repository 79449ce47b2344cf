"""What refuses a change of status, shared by proposals and recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class StatusError(Exception):
    """A change of status which is not allowed; ``code`` and ``params`` make the sentence.

    Codes: "reason_required" (declining asks for one), "no_such_step" (``old``, ``new``), "percent_out_of_range".
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = MappingProxyType(params)
