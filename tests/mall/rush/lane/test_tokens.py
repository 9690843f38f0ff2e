"""Signed tokens: who asks is believed without asking a database, and nobody can say they are somebody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256

import pytest

from feria.mall.rush.lane.keys import Key
from feria.mall.rush.lane.tokens import Signer, TokenReader
from feria.mall.rush.lane.who import Mark, TokenRefused

NOW = datetime(2017, 11, 11, 2, 0, tzinfo=UTC)
SIGNER = Signer("secret")


def read(token: str, now: datetime = NOW) -> object:
    return SIGNER.read(token.encode(), now.timestamp())


def test_a_token_says_who_asks_until_it_expires() -> None:
    token = SIGNER.sign("hh-900", 2, NOW + timedelta(minutes=10))
    who = SIGNER.read(token.encode(), NOW.timestamp())
    assert (who.member, who.level, who.marks) == ("hh-900", 2, "")
    with pytest.raises(TokenRefused, match="token_expired"):
        read(token, NOW + timedelta(minutes=10))


def test_no_letter_of_a_token_can_be_changed() -> None:
    token = SIGNER.sign("hh-900", 2, NOW + timedelta(minutes=10), marks=Mark.ADMITTED, session="ten")
    for place, letter in enumerate(token):
        changed = token[:place] + ("0" if letter != "0" else "1") + token[place + 1 :]
        with pytest.raises(TokenRefused, match="token_bad"):
            read(changed)


@pytest.mark.parametrize("junk", ["", "~", "a~b", "1~5~0~~~ana~", "\xff" * 40, "1" * 10_000])
def test_what_is_no_token_is_refused(junk: str) -> None:
    with pytest.raises(TokenRefused, match="token_bad"):
        read(junk)


def test_a_token_signed_for_one_purpose_serves_no_other() -> None:
    other = Key("secret", "slip")
    text = "1~ffffffffff~9~~~ana"
    with pytest.raises(TokenRefused, match="token_bad"):
        read(f"{text}~{other.mac(text.encode())}")
    with pytest.raises(TokenRefused, match="token_bad"):
        read(Signer("another secret").sign("ana", 0, NOW + timedelta(hours=1)))


def test_marks_are_good_for_their_session_only() -> None:
    token = SIGNER.sign("ana", 0, NOW + timedelta(minutes=10), marks=Mark.ADMITTED, session="ten")
    who = SIGNER.read(token.encode(), NOW.timestamp())
    assert who.has(Mark.ADMITTED, "ten")
    assert not who.has(Mark.ADMITTED, "eleven")
    assert not who.has(Mark.CLEARED, "ten")


def test_a_remembered_token_still_expires() -> None:
    reader = TokenReader(SIGNER)
    header = f"Bearer {SIGNER.sign('ana', 0, NOW + timedelta(minutes=10))}".encode()
    assert reader.who(header, NOW.timestamp()).member == "ana"
    assert reader.who(header, NOW.timestamp()).member == "ana"
    with pytest.raises(TokenRefused, match="token_expired"):
        reader.who(header, (NOW + timedelta(minutes=11)).timestamp())


def test_a_signature_is_keyed_blake2b_in_hex() -> None:
    secret = sha256(b"secret").digest()
    key = blake2b(b"feria.rush.lane.token", key=secret).digest()
    for text in (b"", b"x", b"x" * 1000):
        assert Key("secret", "token").mac(text) == blake2b(text, key=key, digest_size=16).hexdigest()


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="secret"):
        Signer("")


@pytest.mark.parametrize("name", ["", "a~b", "Ana Li", "x" * 41])
def test_a_member_whom_no_claim_could_name_gets_no_token(name: str) -> None:
    with pytest.raises(ValueError, match="ASCII letters"):
        SIGNER.sign(name, 0, NOW)
