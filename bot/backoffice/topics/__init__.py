"""One module for each topic of the demo back office: its data, its checks and `routes(company)`.

A new module is found by itself; its paths belong into docs/backoffice.yml, which a test compares.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from bot.backoffice.company import Company


def every_route(company: Company) -> list[Any]:
    """The route handlers of all topics, A to Z."""
    found = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [route for name in found for route in import_module(f"{__name__}.{name}").routes(company)]
