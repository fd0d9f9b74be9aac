"""The shape of what is sent in and what is shown: every form and view is one of these.

Members are camelCase, codes are UPPER_SNAKE, days are ``YYYY-MM-DD`` and instants end in ``Z``.
A form takes exactly what it names: an unknown member is refused, a number is never a text, and
no form keeps what it refused.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    StringConstraints,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

E = TypeVar("E", bound=Enum)


class Form(BaseModel):
    """What somebody sends in: strict types, nothing unknown, frozen once read."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        hide_input_in_errors=True,
    )


class View(BaseModel):
    """What somebody is shown."""

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        from_attributes=True,
    )


class ByName:
    """Marks an enum that is sent and shown by its member's name, e.g. ``BTI_COORDINATOR``."""

    def __get_pydantic_core_schema__(
        self, source: type[Enum], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return a schema that knows the names and nothing else."""
        del handler
        named = core_schema.literal_schema([member.name for member in source])
        return core_schema.no_info_after_validator_function(
            source.__getitem__,
            core_schema.no_info_before_validator_function(_its_name, named),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _its_name, return_schema=named
            ),
        )


def _its_name(value: Any) -> Any:
    return value.name if isinstance(value, Enum) else value


def _written_as(pattern: str, code: str) -> Callable[[Any], Any]:
    written = re.compile(pattern, re.ASCII)

    def check(value: Any) -> Any:
        if isinstance(value, str) and not written.fullmatch(value):
            raise PydanticCustomError(code, "not written the way it must be")
        if isinstance(value, (int, float, bytes)):
            raise PydanticCustomError("wrong_type", "must be a text")
        return value

    return check


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


# A year before 1000 or after 8999 is a slip, and the calendar ends where we reckon on from it.
_DAY = r"[1-8]\d{3}-\d\d-\d\d"
_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_INSTANT = _DAY + r"T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)"

Id: TypeAlias = Annotated[UUID, Field(strict=False), BeforeValidator(_written_as(_ID, "id_format"))]
Day: TypeAlias = Annotated[
    date, Field(strict=False), BeforeValidator(_written_as(_DAY, "day_format"))
]
Instant: TypeAlias = Annotated[
    datetime,
    Field(strict=False),
    BeforeValidator(_written_as(_INSTANT, "instant_format")),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    PlainSerializer(_in_utc, return_type=str, when_used="json"),
]
Code: TypeAlias = Annotated[E, ByName()]


def _without_control_characters(text: str) -> str:
    if any(ord(letter) < ord(" ") and letter not in "\n\t" for letter in text):
        raise PydanticCustomError("control_character", "holds a control character")
    return text


Line: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_without_control_characters),
]
"""A short text: a name, a title."""
Words: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=8000, strip_whitespace=True),
    AfterValidator(_without_control_characters),
]
"""What somebody tells, in their own words."""
MaybeWords: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=8000, strip_whitespace=True),
    AfterValidator(_without_control_characters),
]
"""The same, and it may be left empty."""
