"""Keys and envelopes: what opens what, and what does not."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from surveyapp.services import sealing

INSTALLATION = b"\x07" * 32
INVITATION = uuid.UUID("6a1c1c2e-6f0f-4b57-9d7f-0f3a5e0b8a11")


def test_a_link_is_the_same_each_time_and_differs_between_invitations_and_installations() -> None:
    secret = sealing.link_secret(INSTALLATION, INVITATION)
    assert secret == sealing.link_secret(INSTALLATION, INVITATION)
    assert len(secret) == sealing.SECRET_BYTES
    assert secret != sealing.link_secret(INSTALLATION, uuid.uuid4())
    assert secret != sealing.link_secret(b"\x08" * 32, INVITATION)


@given(st.binary(min_size=sealing.SECRET_BYTES, max_size=sealing.SECRET_BYTES))
def test_a_link_text_gives_the_secret_back(secret: bytes) -> None:
    text = sealing.link_text(secret)
    assert len(text) == 27
    assert text.isascii()
    assert sealing.read_link_text(text) == secret


@pytest.mark.parametrize("text", ["", "short", "!" * 27, "a" * 26, "a" * 28, "ā" * 27, "a" * 10000])
def test_other_texts_are_no_links(text: str) -> None:
    assert sealing.read_link_text(text) is None


def test_places_and_stored_hash_tell_nothing_of_one_another() -> None:
    secret = sealing.link_secret(INSTALLATION, INVITATION)
    derived = {sealing.secret_hash(secret), sealing.envelope_key(secret), sealing.draft_key(secret), secret}
    assert len(derived) == 4


@given(st.dictionaries(st.text(), st.text(max_size=60), max_size=20))
def test_what_is_packed_has_one_size_and_comes_back(content: dict[str, str]) -> None:
    packed = sealing.pack(content, 16384)
    assert len(packed) == 16384
    assert sealing.unpack(packed) == content


def test_too_much_is_refused() -> None:
    with pytest.raises(sealing.EnvelopeTooSmall):
        sealing.pack({"text": "".join(chr(0x100 + place * 7 % 5000) for place in range(3000))}, 1024)


def test_an_envelope_opens_with_the_runs_key_alone() -> None:
    run_id = uuid.uuid4()
    public, wrapped = sealing.new_run_keys(INSTALLATION, run_id)
    envelope = sealing.seal(public, {"answers": {"q": "ģ"}}, 1024)
    key = sealing.unwrap_run_key(INSTALLATION, run_id, wrapped)
    assert sealing.open_envelope(key, envelope) == {"answers": {"q": "ģ"}}
    with pytest.raises(sealing.DamagedEnvelope):
        sealing.open_envelope(PrivateKey.generate(), envelope)
    with pytest.raises(sealing.DamagedEnvelope):
        sealing.unwrap_run_key(b"\x08" * 32, run_id, wrapped)
    with pytest.raises(sealing.DamagedEnvelope):
        sealing.unwrap_run_key(INSTALLATION, uuid.uuid4(), wrapped)


def test_two_envelopes_of_the_same_answers_are_alike_in_nothing_but_size() -> None:
    public, _ = sealing.new_run_keys(INSTALLATION, uuid.uuid4())
    first, second = (sealing.seal(public, {"answers": {"q": "1"}}, 1024) for _ in range(2))
    assert len(first) == len(second)
    assert first[:32] != second[:32]
    assert first[-64:] != second[-64:]


def test_a_draft_opens_with_its_own_link_alone() -> None:
    secret, other = sealing.link_secret(INSTALLATION, INVITATION), sealing.link_secret(INSTALLATION, uuid.uuid4())
    sealed = sealing.seal_draft(secret, {"answers": {}}, 1024)
    assert sealing.open_draft(secret, sealed) == {"answers": {}}
    with pytest.raises(sealing.DamagedEnvelope):
        sealing.open_draft(other, sealed)
    with pytest.raises(sealing.DamagedEnvelope):
        sealing.open_draft(secret, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_the_order_of_options_hangs_on_the_link() -> None:
    secrets = [sealing.link_secret(INSTALLATION, uuid.uuid4()) for _ in range(4)]
    assert len({sealing.option_seed(secret) for secret in secrets}) == 4
    assert int(sealing.option_seed(secrets[0]), 16) >= 0
