"""What kind of signed document a file is, told by its content: PDF, or an ASiC container in one of its national forms.

An ASiC-E container (ETSI EN 319 162-1) is a zip whose first entry says its type; Latvian .edoc and .asice are such
containers, Lithuanian .adoc one of its own (ADOC-V1.0, -V2.0). Older .edoc say less, but all hold their signatures in
META-INF. The signatures are not checked here: that is the reader's program's work, and needs lists of trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from surveyapp.interchange.package import Package
from surveyapp.planning.reading.paper import PaperRefused

LARGEST_MEGABYTES = 20
SIGNED_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "asice": "application/vnd.etsi.asic-e+zip",
        "edoc": "application/vnd.etsi.asic-e+zip",
        "adoc": "application/vnd.lt.archyvai.adoc-2008",
    }
)
_ASICE = "application/vnd.etsi.asic-e+zip"
_ADOC = "application/vnd.lt.archyvai.adoc"


class SignedRefused(Exception):
    """The file is no signed document: ``code`` says why, ``params`` how much.

    Codes: ``file_empty``, ``file_too_large`` (max: megabytes), ``file_not_signed``, ``file_damaged``.
    """

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, int] = MappingProxyType(params)


def signed_kind(content: bytes, name: str = "") -> str:
    """ "pdf", "asice", "edoc" or "adoc"; *name* only tells .edoc from .asice, which are one format.

    ``SignedRefused`` says why a file is none of them.
    """
    if not content:
        raise SignedRefused("file_empty")
    if len(content) > LARGEST_MEGABYTES * 1024 * 1024:
        raise SignedRefused("file_too_large", max=LARGEST_MEGABYTES)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise SignedRefused("file_damaged")
        return "pdf"
    if not content.startswith(b"PK\x03\x04"):
        raise SignedRefused("file_not_signed")
    try:
        package = Package(content)
        said = package.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in package.names else ""
    except PaperRefused as refusal:
        raise SignedRefused("file_damaged") from refusal
    signed = any(each.startswith("META-INF/") and "signature" in each.lower() for each in package.names)
    if said.startswith(_ADOC):
        return "adoc"
    if signed and said in ("", _ASICE):
        return "edoc" if name.lower().endswith(".edoc") or not said else "asice"
    raise SignedRefused("file_not_signed")
