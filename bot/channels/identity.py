"""Signed web identity: a company's shop says who is writing, and we check the signature.

Owns the JWT rules of docs/web-chat.md. The algorithm and key come from our table by `kid`, never from the token.
Real time is used even when the demo clock is moved: a signature's life is a matter of security.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import jwt

from bot.core.cleaning import clean
from bot.core.messages import WebIdentity
from bot.core.problems import Problem
from bot.keys import IdentityKey

AUDIENCE = "sensei"
LONGEST_S = 24 * 60 * 60
_SKEW_S = 60  # another machine's clock may be this far ahead
_LONGEST_CLAIM = 200
_OPTIONAL = ("name", "given_name", "family_name", "email", "birthdate", "locale")
# Times are checked below against an injected clock; the library reads its own.
_OPTIONS: Any = {"require": ["exp", "aud", "sub"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}


class Identities:
    """Checks and, for the demo shop, signs identities."""

    def __init__(self, keys: Mapping[str, IdentityKey], now: Callable[[], float] = time.time) -> None:
        self._keys, self._now = keys, now

    def verify(self, token: str) -> WebIdentity:
        """The identity a token proves. Raises `bad_identity` without saying which check failed."""
        try:
            claims = self._claims(token)
            self._check_times(claims)
            until = datetime.fromtimestamp(_moment(claims["exp"]), UTC)
            return WebIdentity(
                company_id=_required(claims["sub"]), until=until, token_id=_token_id(claims),
                **{c: _text(claims.get(c)) for c in _OPTIONAL})
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise Problem("bad_identity") from None

    def sign(self, claims: Mapping[str, Any], seconds: int) -> str:
        """A token for the demo shop, signed with the first secret we share; a key of a pair only checks."""
        found = [(key, key.secret) for key in self._keys.values() if isinstance(key.secret, bytes)]
        if not found:
            raise Problem("not_now")
        key, secret = found[0]
        return jwt.encode(
            {**claims, "aud": AUDIENCE, "exp": int(self._now()) + seconds},
            secret,
            algorithm=key.alg,
            headers={"kid": key.kid},
        )

    def _claims(self, token: str) -> dict[str, Any]:
        kid = jwt.get_unverified_header(token).get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise ValueError("unknown key")
        return jwt.decode(token, key.secret, algorithms=[key.alg], audience=AUDIENCE, options=_OPTIONS)

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now, ends = self._now(), _moment(claims["exp"])
        if not now < ends <= now + LONGEST_S + _SKEW_S:
            raise ValueError("expired or too long")
        for name in ("nbf", "iat"):
            if name in claims and _moment(claims[name]) > now + _SKEW_S:
                raise ValueError("not yet")


def _moment(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a time")
    return float(value)


def _required(value: Any) -> str:
    # Not cleaned: it is the company's key for a customer and must stay what the company wrote.
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_CLAIM or not value.isprintable():
        raise ValueError("no subject")
    return value


def _token_id(claims: Mapping[str, Any]) -> str | None:
    """`jti`: a token that carries one opens a session once."""
    return _required(claims["jti"]) if claims.get("jti") is not None else None


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_CLAIM:
        raise ValueError("not a text")
    return " ".join(clean(value).split()) or None
