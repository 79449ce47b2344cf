"""Keys and envelopes of the ballot box.

Three secrets hang here on which the database does not hold: the installation's, each member's link, and each
respondent's receipt code. A link's secret is derived from the installation's secret and the invitation's id, so that a
link can be written again for a reminder, and only its hash is stored. A receipt code is made by chance and known to the
respondent alone; whatever was sent lies and opens under link and receipt code together.

Derivations are keyed BLAKE2b with a purpose (libsodium ``generichash``); sealing is libsodium's sealed box (X25519,
XSalsa20-Poly1305); drafts and the wrapped private key lie in its secret box.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import uuid
import zlib
from collections.abc import Mapping
from typing import Any

from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

SECRET_BYTES = 20
"""160 bits: a link of 27 letters and digits."""

MARK_BYTES = 16
LENGTH_PREFIX = 4


class EnvelopeTooSmall(ValueError):
    """The answers are longer than this run's envelopes hold; the page asks to shorten the texts."""


class DamagedEnvelope(ValueError):
    """An envelope that does not open with the run's key."""


def derive(key: bytes, purpose: bytes, data: bytes = b"", size: int = 32) -> bytes:
    """A secret made of another for one purpose; the one made tells nothing of the one it was made of."""
    return blake2b(purpose + b"\0" + data, digest_size=size, key=key[:64], encoder=RawEncoder)


def link_secret(installation: bytes, invitation_id: uuid.UUID, number: int = 0) -> bytes:
    """The secret of an invitation's personal link: 20 bytes, the same each time it is asked for.

    The number counts the links that were given for this invitation, one in place of the other.
    """
    data = invitation_id.bytes + (number.to_bytes(4, "big") if number else b"")
    return derive(installation, b"link", data, SECRET_BYTES)


def turn_mark(installation: bytes, invitation_id: uuid.UUID, turn: int) -> bytes:
    """What an envelope carries inside of the turn it was written in. The next turn of an invitation makes it void."""
    return derive(installation, b"turn", invitation_id.bytes + turn.to_bytes(4, "big"), MARK_BYTES)


def again_token(installation: bytes, invitation_id: uuid.UUID, turn: int) -> str:
    """What a mail carries with which its reader begins again; void as soon as the turn has changed."""
    mac = derive(installation, b"begin again", invitation_id.bytes + turn.to_bytes(4, "big"), SECRET_BYTES)
    return base64.urlsafe_b64encode(invitation_id.bytes + mac).decode("ascii")


def read_again_token(text: str) -> uuid.UUID | None:
    """The invitation a token names; whether the token is that invitation's is seen by making it anew."""
    try:
        content = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return uuid.UUID(bytes=content[:16]) if len(content) == 16 + SECRET_BYTES else None


def holder_secret(receipt: str, link: bytes) -> bytes:
    """The secret of whoever holds both the receipt code and the link it belongs to.

    What was sent lies where it says and opens with it. Either alone gives nothing.
    """
    return derive(receipt.encode("ascii"), b"receipt", link)


def link_text(secret: bytes) -> str:
    """The secret as it stands in an address: 27 characters that mail programs do not break."""
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")


def read_link_text(text: str) -> bytes | None:
    """The secret from an address, or None where the text is no secret at all."""
    try:
        secret = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES else None


FORM_NUMBER_SIGNS = 8
"""Forty bits: one cannot be guessed at a helper's desk, and copied by hand it fits on a line."""


def form_number(secret: bytes) -> str:
    """The number of a member's paper form, as ``K7QM-3XPA``: it stands on the form instead of a name."""
    signs = base64.b32encode(derive(secret, b"paper form", size=16)).decode("ascii")[:FORM_NUMBER_SIGNS]
    return f"{signs[:4]}-{signs[4:]}"


def desk_secret(installation: bytes, desk_id: uuid.UUID) -> bytes:
    """The secret of the link of a helper who types paper forms in."""
    return derive(installation, b"paper desk", desk_id.bytes, SECRET_BYTES)


def shared_code(installation: bytes, run_id: uuid.UUID) -> str:
    """The code of a run that all members enter by one link: ten signs without look-alikes of zero and one."""
    return base64.b32encode(derive(installation, b"shared code", run_id.bytes, size=16)).decode("ascii")[:10].lower()


def shared_code_hash(code: str) -> bytes:
    """What is stored of such a code."""
    return hashlib.sha256(b"surveyapp shared code\0" + code.strip().lower().encode()).digest()


def secret_hash(secret: bytes) -> bytes:
    """What is stored of a link. The secret has 160 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(b"surveyapp link\0" + secret).digest()


def envelope_key(secret: bytes) -> bytes:
    """Where a holder's envelope lies in the intake; before there were receipt codes, a link's."""
    return derive(secret, b"envelope")


def ballot_key(secret: bytes, vote_id: uuid.UUID) -> bytes:
    """Where a holder's ballot in a vote lies; before there were receipt codes, a link's."""
    return derive(secret, b"ballot", vote_id.bytes)


def draft_key(secret: bytes) -> bytes:
    """Where the draft under a link lies, or the copy of a holder."""
    return derive(secret, b"draft place")


def option_seed(secret: bytes) -> str:
    """What random order of options this respondent sees: the same on every visit."""
    return derive(secret, b"order of options", size=16).hex()


def pack(content: Mapping[str, Any], size: int) -> bytes:
    """Content as exactly ``size`` bytes: compressed JSON, its length in front, zeros behind.

    One size for all, so that the length of what was written gives nobody away. Raises ``EnvelopeTooSmall``.
    """
    body = zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
    if len(body) + LENGTH_PREFIX > size:
        raise EnvelopeTooSmall(f"{len(body)} bytes do not fit into {size}")
    return (len(body).to_bytes(LENGTH_PREFIX, "big") + body).ljust(size, b"\0")


def unpack(packed: bytes) -> dict[str, Any]:
    """What ``pack`` packed. Raises ``DamagedEnvelope``."""
    length = int.from_bytes(packed[:LENGTH_PREFIX], "big")
    try:
        content = json.loads(zlib.decompress(packed[LENGTH_PREFIX : LENGTH_PREFIX + length]))
    except (zlib.error, ValueError) as error:
        raise DamagedEnvelope("not an envelope") from error
    if not isinstance(content, dict):
        raise DamagedEnvelope("not an envelope")
    return content


def seal_draft(secret: bytes, content: Mapping[str, Any], size: int) -> bytes:
    """A draft that only this secret opens."""
    return bytes(SecretBox(derive(secret, b"draft")).encrypt(pack(content, size)))


def open_draft(secret: bytes, sealed: bytes) -> dict[str, Any]:
    """A draft, with its secret. Raises ``DamagedEnvelope``."""
    try:
        return unpack(SecretBox(derive(secret, b"draft")).decrypt(sealed))
    except CryptoError as error:
        raise DamagedEnvelope("not this secret's draft") from error


def new_run_keys(installation: bytes, run_id: uuid.UUID) -> tuple[bytes, bytes]:
    """A run's key pair: the public key, and the private key wrapped by the installation's secret."""
    private = PrivateKey.generate()
    wrapped = bytes(SecretBox(derive(installation, b"run key", run_id.bytes)).encrypt(bytes(private)))
    return bytes(private.public_key), wrapped


def unwrap_run_key(installation: bytes, run_id: uuid.UUID, wrapped: bytes) -> PrivateKey:
    """The run's private key. Raises ``DamagedEnvelope`` where the installation's secret is another one."""
    try:
        return PrivateKey(SecretBox(derive(installation, b"run key", run_id.bytes)).decrypt(wrapped))
    except CryptoError as error:
        raise DamagedEnvelope("the installation's secret does not open this run") from error


def seal(public_key: bytes, content: Mapping[str, Any], size: int) -> bytes:
    """An envelope that only the run's private key opens, not even its writer."""
    return SealedBox(PublicKey(public_key)).encrypt(pack(content, size))


def open_envelope(private_key: PrivateKey, envelope: bytes) -> dict[str, Any]:
    """What lies in an envelope. Raises ``DamagedEnvelope``."""
    try:
        return unpack(SealedBox(private_key).decrypt(envelope))
    except CryptoError as error:
        raise DamagedEnvelope("not this run's envelope") from error
