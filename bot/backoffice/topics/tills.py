"""The self-checkouts of the demo shop: which there are, and calling somebody of the shop to one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from bot.backoffice.company import Company, Refused

TROUBLES = ("scan", "scale", "pay", "coupon", "other")
SHOWN_AT = {"fr": "au comptoir d’accueil", "en": "at the welcome desk"}


def _till(number: int, fr: str, en: str, words: tuple[str, ...]) -> dict[str, Any]:
    return {"id": f"till-{number}", "label": {"fr": f"la caisse {number}{fr}", "en": f"till {number}{en}"},
            "words": [named for word in (str(number), *words[:2]) for named in (f"caisse {word}", f"till {word}")]
            + [*words[2:]], "unless": []}


# number, what is said beside it, the number in words, then what else it is called. A bare number is no till of its own:
# "can't scan one item", « deux articles ».
TILLS = [
    _till(1, ", près de la porte", ", by the door",
          ("une", "one", "première caisse", "first till", "porte", "entrée", "door")),
    _till(2, "", "", ("deux", "two", "deuxième caisse", "second till")),
    _till(3, "", "", ("trois", "three", "troisième caisse", "third till")),
    _till(4, ", près du comptoir", ", by the desk",
          ("quatre", "four", "quatrième caisse", "fourth till", "comptoir", "desk")),
]


def routes(company: Company) -> list[Any]:
    @get("/tills", sync_to_thread=False)
    def tills() -> dict[str, Any]:
        return {"tills": TILLS}

    @post("/tills/{till:str}/calls", sync_to_thread=True)
    def call(till: str, request: Request[Any, Any, Any], data: dict[str, Any]) -> Response[Any]:
        found = next((t for t in TILLS if t["id"] == till), None)
        if found is None:
            raise Refused(404, "not_found", "The shop has no such till.")
        if data.get("trouble") not in TROUBLES:
            raise Refused(422, "unknown_trouble", f"trouble is one of {', '.join(TROUBLES)}.")
        body = {"till": till, "trouble": data["trouble"]}
        return company.once(request, "shop", body, lambda key, now: _call(key, body, now))

    return [tills, call]


def _call(key: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {"id": f"call-{key}", "kind": "call", "key": key, **body, "shown_at": SHOWN_AT,
            "at": now.isoformat(timespec="seconds")}
