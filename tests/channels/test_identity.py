"""Signed web identity: what is accepted, and every classic forgery."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.channels.identity import Identities
from bot.core.problems import Problem
from bot.keys import IdentityKey

NOW = 1_800_000_000
SECRET = bytes(range(32))
OTHER = bytes(range(1, 33))
KEYS = {"k1": IdentityKey("k1", "HS256", SECRET), "k2": IdentityKey("k2", "HS256", OTHER)}
GOOD: dict[str, Any] = {"aud": "sensei", "sub": "awa", "exp": NOW + 3600}


@pytest.fixture
def identities() -> Identities:
    return Identities(KEYS, now=lambda: NOW)


def token(claims: dict[str, Any], *, secret: bytes = SECRET, kid: Any = "k1", alg: str = "HS256") -> str:
    return jwt.encode(claims, secret, algorithm=alg, headers={} if kid is None else {"kid": kid})


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims)}."


def by_hand(secret: bytes, head: str) -> str:
    signature = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_a_signed_identity_is_believed(identities: Identities) -> None:
    found = identities.verify(token({**GOOD, "name": "Awa", "email": "awa@example.org", "locale": "fr"}))
    assert (found.company_id, found.name, found.email, found.given_name) == ("awa", "Awa", "awa@example.org", None)


def test_an_identity_says_until_when_it_holds(identities: Identities) -> None:
    found = identities.verify(token({**GOOD, "exp": NOW + 90.5}))
    assert found.until == datetime.fromtimestamp(NOW + 90.5, UTC)


def test_each_key_of_the_table_counts_under_its_own_name(identities: Identities) -> None:
    assert identities.verify(token(GOOD, secret=OTHER, kid="k2")).company_id == "awa"


def test_the_audience_may_stand_in_a_list(identities: Identities) -> None:
    assert identities.verify(token({**GOOD, "aud": ["shop", "sensei"]})).company_id == "awa"


def test_what_we_sign_we_believe(identities: Identities) -> None:
    assert identities.verify(identities.sign({"sub": "luka", "name": "Luka"}, 60)).name == "Luka"


def test_a_name_is_freed_of_tricks(identities: Identities) -> None:
    assert identities.verify(token({**GOOD, "name": " A\u202ewa\nDiallo \x00"})).name == "Awa Diallo"
    assert identities.verify(token({**GOOD, "name": " "})).name is None


@pytest.mark.parametrize("claims", [
    {**GOOD, "exp": NOW}, {**GOOD, "exp": NOW - 1}, {**GOOD, "exp": NOW + 25 * 3600}, {**GOOD, "exp": "soon"},
    {**GOOD, "exp": True}, {**GOOD, "exp": None}, {**GOOD, "aud": "other"}, {**GOOD, "aud": ["other"]},
    {**GOOD, "aud": None}, {**GOOD, "sub": ""}, {**GOOD, "sub": "  "}, {**GOOD, "sub": 7}, {**GOOD, "sub": None},
    {**GOOD, "sub": "x" * 201}, {**GOOD, "sub": "a\x00b"}, {**GOOD, "nbf": NOW + 3600}, {**GOOD, "iat": NOW + 3600},
    {**GOOD, "name": 7}, {**GOOD, "name": ["Awa"]}, {**GOOD, "name": "x" * 201},
    {k: v for k, v in GOOD.items() if k != "exp"}, {k: v for k, v in GOOD.items() if k != "sub"},
    {k: v for k, v in GOOD.items() if k != "aud"}, {**GOOD, "exp": 10**400},
])
def test_claims_that_do_not_hold_are_refused(identities: Identities, claims: dict[str, Any]) -> None:
    # Encoded by hand: the library would refuse to write some of them.
    head = unsigned({"alg": "HS256", "kid": "k1", "typ": "JWT"}, claims).rstrip(".")
    refused(identities, by_hand(SECRET, head))


@pytest.mark.parametrize("forged", [
    unsigned({"alg": "none", "kid": "k1"}, GOOD), unsigned({"alg": "None", "kid": "k1"}, GOOD),
    unsigned({"alg": "HS256", "kid": "k1"}, GOOD), unsigned({"alg": "RS256", "kid": "k1"}, GOOD),
    token(GOOD, secret=OTHER), token(GOOD, kid="k2"), token(GOOD, kid=None), token(GOOD, kid="../../k1"),
    token(GOOD, secret=SECRET * 2, alg="HS512"), token(GOOD, secret=b"\0" * 32),
    unsigned({"alg": "HS256", "kid": 1}, GOOD),
    token(GOOD)[:-4], token(GOOD) + "AAAA", "", ".", "a.b.c", "é.è.à", "x" * 5000, "e30.e30.", unsigned({}, {}),
    token(GOOD).replace(".", "..", 1), "[]", "W10.W10.W10",
])
def test_forgeries_are_refused(identities: Identities, forged: str) -> None:
    refused(identities, forged)


RSA_PAIR = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED_PAIR = ed25519.Ed25519PrivateKey.generate()
OTHER_ED = ed25519.Ed25519PrivateKey.generate()


def pem(pair: Any) -> bytes:
    return bytes(pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


@pytest.fixture(scope="module")
def of_pairs() -> Identities:
    return Identities({
        "rs": IdentityKey("rs", "RS256", RSA_PAIR.public_key()),
        "ed": IdentityKey("ed", "EdDSA", ED_PAIR.public_key()), "k1": KEYS["k1"]}, now=lambda: NOW)


def paired(pair: Any, kid: str, alg: str, claims: dict[str, Any] = GOOD) -> str:
    return jwt.encode(claims, pair, algorithm=alg, headers={"kid": kid})


def test_a_site_may_sign_with_a_key_we_cannot_sign_with(of_pairs: Identities) -> None:
    assert of_pairs.verify(paired(RSA_PAIR, "rs", "RS256")).company_id == "awa"
    assert of_pairs.verify(paired(ED_PAIR, "ed", "EdDSA")).company_id == "awa"


def test_forgeries_with_keys_of_a_pair_are_refused(of_pairs: Identities) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for forged in (
        paired(OTHER_ED, "ed", "EdDSA"), paired(small, "rs", "RS256"), paired(ED_PAIR, "rs", "EdDSA"),
        paired(RSA_PAIR, "ed", "RS256"), paired(RSA_PAIR, "rs", "PS256"), paired(RSA_PAIR, "rs", "RS512"),
        paired(RSA_PAIR, "k1", "RS256"), token(GOOD, kid="rs"), token(GOOD, kid="ed"),
        unsigned({"alg": "none", "kid": "rs"}, GOOD), unsigned({"alg": "EdDSA", "kid": "ed"}, GOOD),
    ):
        refused(of_pairs, forged)


@pytest.mark.parametrize(("kid", "pair"), [("rs", RSA_PAIR), ("ed", ED_PAIR)])
def test_a_token_cannot_choose_its_algorithm(of_pairs: Identities, kid: str, pair: Any) -> None:
    """Key confusion: signed with HMAC and the public key that everybody knows, as PEM, DER or raw bytes."""
    public = pair.public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for known in (pem(pair), pem(pair).strip(), der, der[-32:]):
        for alg in ("HS256", "HS384", "HS512"):
            head = unsigned({"alg": alg, "kid": kid}, GOOD).rstrip(".")
            refused(of_pairs, by_hand(known, head))


@pytest.mark.parametrize("header", [
    {"jwk": {"kty": "oct", "k": "AAAA"}}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/c"},
    {"x5c": ["AAAA"]},
])
def test_a_key_that_comes_with_the_token_is_never_looked_at(of_pairs: Identities, header: dict[str, Any]) -> None:
    forged = jwt.encode(GOOD, OTHER_ED, algorithm="EdDSA", headers={"kid": "ed", **header})
    refused(of_pairs, forged)


def test_keys_are_changed_by_naming_a_new_one_beside_the_old_and_then_taking_that_away() -> None:
    before, after = token(GOOD), token(GOOD, secret=OTHER, kid="k2")
    both, only_new = Identities(KEYS, now=lambda: NOW), Identities({"k2": KEYS["k2"]}, now=lambda: NOW)
    assert {both.verify(t).company_id for t in (before, after)} == {"awa"}
    assert only_new.verify(after).company_id == "awa"
    refused(only_new, before)


def test_an_expired_token_stays_expired_whatever_signs_it(of_pairs: Identities) -> None:
    for claims in ({**GOOD, "exp": NOW - 1}, {**GOOD, "exp": NOW + 25 * 3600}, {**GOOD, "aud": "shop"}):
        refused(of_pairs, paired(ED_PAIR, "ed", "EdDSA", claims))
        refused(of_pairs, paired(RSA_PAIR, "rs", "RS256", claims))


def test_a_tokens_own_id_comes_along(identities: Identities) -> None:
    assert identities.verify(token({**GOOD, "jti": "once"})).token_id == "once"
    assert identities.verify(token(GOOD)).token_id is None
    for wrong in ("", " ", 7, ["a"], "x" * 201):
        refused(identities, by_hand(SECRET, unsigned({"alg": "HS256", "kid": "k1"}, {**GOOD, "jti": wrong}).rstrip(".")))


def test_a_demo_with_keys_of_a_pair_only_cannot_sign() -> None:
    with pytest.raises(Problem):
        Identities({"ed": IdentityKey("ed", "EdDSA", ED_PAIR.public_key())}).sign({"sub": "awa"}, 60)


def refused(identities: Identities, forged: str) -> None:
    with pytest.raises(Problem) as caught:
        identities.verify(forged)
    assert caught.value.code == "bad_identity"
    assert caught.value.details == {}
