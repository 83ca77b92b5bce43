"""Refunds under way and made: of sample orders, and of what was cancelled or returned here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from litestar import get

from bot.backoffice.company import Company

REFUNDED = ("cancellation", "return", "complaint")   # kinds of operations that give money back
_WHERE = {
    "in_progress": {"fr": "vérifié chez nous, prêt à partir vers la banque",
                    "en": "checked by us, about to leave for the bank"},
    "late": {"fr": "resté chez nous plus longtemps que permis", "en": "kept with us for longer than allowed"},
    "paid": {"fr": "parti de chez nous ; la banque met deux à cinq jours à l’afficher",
             "en": "gone from us; the bank takes two to five days to show it"},
}
# customer -> id, things, words, cents, days since it was asked for, days since it was paid
_SAMPLES: dict[str, list[tuple[str, str, str, list[str], int, int, int | None]]] = {
    "awa": [("awa-lamp", "la lampe de bureau", "the desk lamp", ["lampe", "lamp"], 2490, 9, None),
            ("awa-teapot", "la théière", "the teapot", ["théière", "teapot"], 1900, 20, None)],
    "moreau": [("moreau-scarf", "l’écharpe grise", "the grey scarf", ["écharpe", "scarf"], 2900, 8, 2)],
}


def routes(company: Company) -> list[Any]:
    @get("/customers/{customer:str}/refunds", sync_to_thread=True)
    def refunds(customer: str) -> dict[str, Any]:
        company.customer(customer)
        now, orders = company.clock(), {o["id"]: o for o in company.orders(customer)}
        given_back = [done for done in company.journal.of_customer(customer)
                      if done["kind"] in REFUNDED and done.get("refund") and not done.get("undone")]
        made = [_refund(done["id"], orders[done["order"]]["label"], orders[done["order"]]["words"], done["refund"],
                        datetime.fromisoformat(done["at"]), None, now)
                for done in given_back if done["order"] in orders]
        known = [_refund(key, {"fr": fr, "en": en}, words, {"cents": cents, "currency": "EUR"},
                         now - timedelta(days=asked), None if paid is None else now - timedelta(days=paid), now)
                 for key, fr, en, words, cents, asked, paid in _SAMPLES.get(customer, [])]
        return {"refunds": made + known}

    return [refunds]


def _refund(key: str, label: dict[str, str], words: list[str], amount: dict[str, Any], asked: datetime,
            paid: datetime | None, now: datetime) -> dict[str, Any]:
    by = asked + timedelta(days=14)  # by law at most
    code = "paid" if paid else "late" if by.date() < now.date() else "in_progress"
    return {"id": key, "label": label, "words": words, "amount": amount, "code": code, "where": _WHERE[code],
            "asked_on": asked.date().isoformat(), "by": by.date().isoformat(),
            "paid_on": paid.date().isoformat() if paid else None}
