"""Who customers are, what they bought, and what has spare parts."""

from __future__ import annotations

from typing import Any

from litestar import get, post

from bot.backoffice import data as demo
from bot.backoffice.company import Company


def routes(company: Company) -> list[Any]:
    @get("/products", sync_to_thread=False)
    def products() -> dict[str, Any]:
        return {"products": [p for p in demo.PRODUCTS.values() if p["parts"]]}

    @get("/customers/{customer:str}", sync_to_thread=False)
    def customer_record(customer: str) -> dict[str, Any]:
        return company.customer(customer)

    @post("/customers/find", status_code=200, sync_to_thread=False)
    def find(data: dict[str, Any]) -> dict[str, Any]:
        return {"customers": _with_email(str(data.get("email") or ""))}

    @get("/customers/{customer:str}/orders", sync_to_thread=True)
    def customer_orders(customer: str) -> dict[str, Any]:
        orders = company.orders(customer)
        made = [done for done in company.journal.of_customer(customer) if done["kind"] == "replacement"]
        return {"orders": made + orders}

    return [products, customer_record, find, customer_orders]


def _with_email(email: str) -> list[dict[str, Any]]:
    wanted = email.strip().casefold()
    return [record for record in demo.CUSTOMERS.values() if wanted and record.get("email") == wanted]
