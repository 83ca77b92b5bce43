"""Reads JSON bodies exactly: wrong types are refused, never bent into shape.

Owns the difference between "not JSON" (400) and "JSON of another shape" (422). Litestar's own decoding would
turn "1" into 1, so every handler with a body names `Exact[…]` as its `dto`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
from litestar.dto import MsgspecDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator

from bot.core.problems import Problem

T = TypeVar("T", bound=msgspec.Struct)

MAX_BODY = 64_000  # bytes; files have their own limit
MAX_NUMBER = 2**53 - 1  # JSON's safe whole numbers; larger ones overflow a database column

Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Uuid = Annotated[
    str,
    msgspec.Meta(
        pattern="^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        max_length=36,
        extra_json_schema={"format": "uuid"},
    ),
]


class Exact(MsgspecDTO[T]):
    """A body decoded strictly into its struct. Unknown keys are left aside: protocols grow by addition."""

    def decode_bytes(self, value: bytes) -> Any:
        return decode(value, self.model_type)

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        # The struct itself, not the transfer model built from it: that one mislays limits on optional fields.
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(cls.model_type))


def decode(value: bytes, shape: Any) -> Any:
    """`value` as `shape`. Raises `bad_json` or `bad_request`; the latter names the field, never its content."""
    try:
        return msgspec.json.decode(value, type=shape)
    except msgspec.ValidationError as error:
        raise Problem("bad_request", **_field(str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("bad_json") from None


def _field(message: str) -> dict[str, str]:
    # msgspec ends its messages with the place: "… - at `$.client_id`".
    _, found, place = message.rpartition("at `$.")
    return {"field": place.rstrip("`")} if found else {}
