"""What travels, as values of a program: each type of the wire has a codec."""

from __future__ import annotations

import base64 as standard_base64
import binascii
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, cast

from .errors import InvalidArgument
from .wire import ABSENT, as_list, as_object

T = TypeVar("T")

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""Any value of JSON."""

JsonObject: TypeAlias = "dict[str, Json]"
"""Any object of JSON."""


class Misfit(Exception):
    """A value does not fit its type."""

    def __init__(self, reason: str, pointer: str = "") -> None:
        super().__init__(f"{pointer}: {reason}")
        self.reason = reason
        self.pointer = pointer

    def inside(self, name: str | int) -> Misfit:
        """The same, seen from the object or list that the value is in."""
        step = str(name).replace("~", "~0").replace("/", "~1")
        return Misfit(self.reason, f"/{step}{self.pointer}")


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Reads and writes the values of one type. What does not fit is a `Misfit`."""

    decode: Callable[[object], T]
    encode: Callable[[T], object]


def given(make: Callable[[], T]) -> T:
    """What `make` makes of something that a program has given: a misfit is the program's mistake."""
    try:
        return make()
    except Misfit as misfit:
        raise InvalidArgument(misfit.pointer, misfit.reason) from None


def refuse(expected: str, value: object) -> Misfit:
    """The misfit that a value is where something else was expected."""
    name = type(value).__name__
    return Misfit(f"{expected} was expected, not {_NAMES.get(name, name)}")


_NAMES = {
    "NoneType": "null",
    "bool": "a truth value",
    "int": "a number",
    "float": "a number",
    "str": "a text",
    "list": "a list",
    "dict": "an object",
}


def _plain(expected: str, kind: type[T]) -> Codec[T]:
    """A codec whose values look the same on the wire."""

    def check(value: object) -> T:
        if type(value) is kind:
            return value
        raise refuse(expected, value)

    return Codec(check, check)


def _text(value: object) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    raise refuse("a text", value)


def _any(value: object) -> Json:
    """The value if it is JSON all through."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return _finite(value)
    items, members = as_list(value), as_object(value)
    if items is not None:
        return [_any(item) for item in items]
    if members is not None and all(isinstance(name, str) for name in cast("dict[object, object]", members)):
        return {name: _any(member) for name, member in members.items()}
    raise refuse("JSON", value)


def _json(value: object) -> Json:
    try:
        return _any(value)
    except RecursionError:
        raise Misfit("it is nested too deeply") from None


def _object(value: object) -> JsonObject:
    members = as_object(_json(value))
    if members is None:
        raise refuse("an object", value)
    return cast("JsonObject", members)


def _finite(value: float) -> float:
    if math.isfinite(value):
        return value
    raise Misfit("a finite number was expected")


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise refuse("a number", value)
    try:
        return _finite(float(value))
    except OverflowError:
        raise Misfit("a finite number was expected") from None


def _nothing(_: object) -> None:
    return None


def _absent(_: None) -> object:
    return ABSENT


absent: Codec[None] = Codec(_nothing, _absent)
"""No params at all."""

nothing: Codec[None] = Codec(_nothing, _nothing)
"""A result that only confirms, whatever it is."""

null: Codec[None] = _plain("null", type(None))
"""Null where a value is."""

boolean: Codec[bool] = _plain("a truth value", bool)
"""A truth value."""

text: Codec[str] = Codec(_text, _text)
"""A text."""

number: Codec[float] = Codec(_float, _float)
"""A number, perhaps with a fraction."""

json: Codec[Json] = Codec(_json, _json)
"""Any JSON."""

any_object: Codec[JsonObject] = Codec(_object, _object)
"""Any object of JSON."""


def integer(bits: int, *, signed: bool) -> Codec[int]:
    """A whole number of so many bits."""
    least = -(1 << bits - 1) if signed else 0
    greatest = (1 << bits - 1 if signed else 1 << bits) - 1

    def check(value: object) -> int:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if type(whole) is int and least <= whole <= greatest:
            return whole
        raise Misfit(f"a whole number from {least} to {greatest} was expected")

    return Codec(check, check)


def _bytes(value: object) -> bytes:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    raise refuse("bytes", value)


def _decode_base64(value: object) -> bytes:
    try:
        decoded = standard_base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError):
        raise Misfit("base64 with padding was expected") from None
    # What follows the padding is not noticed otherwise.
    if len(cast(str, value)) != (len(decoded) + 2) // 3 * 4:
        raise Misfit("base64 with padding was expected")
    return decoded


base64: Codec[bytes] = Codec(_decode_base64, lambda value: standard_base64.b64encode(_bytes(value)).decode())
"""Bytes in base64 with padding."""


def _hexadecimal(separator: str, expected: str) -> Codec[bytes]:
    pair = "[0-9a-fA-F]{2}"
    form = re.compile(f"(?:{pair}(?:{separator}{pair})*)?")

    def decode(value: object) -> bytes:
        if not form.fullmatch(_text(value)):
            raise Misfit(f"{expected} was expected")
        return bytes.fromhex(_text(value).replace(":", ""))

    def encode(value: bytes) -> object:
        return separator.join(f"{byte:02x}" for byte in _bytes(value))

    return Codec(decode, encode)


hex: Codec[bytes] = _hexadecimal("", "pairs of hexadecimal digits")
"""Bytes as pairs of hexadecimal digits."""

mac: Codec[bytes] = _hexadecimal(":", "pairs of hexadecimal digits with colons between them")
"""Bytes as pairs of hexadecimal digits with colons between them."""


def array(items: Codec[T]) -> Codec[list[T]]:
    """A list."""

    def decode(value: object) -> list[T]:
        return _each(items.decode, value)

    def encode(value: list[T]) -> object:
        return _each(items.encode, value)

    return Codec(decode, encode)


In = TypeVar("In")
Out = TypeVar("Out")


def _each(convert: Callable[[In], Out], value: object) -> list[Out]:
    if not isinstance(value, (list, tuple)):
        raise refuse("a list", value)
    made: list[Out] = []
    for place, item in enumerate(cast("list[In]", value)):
        try:
            made.append(convert(item))
        except Misfit as misfit:
            raise misfit.inside(place) from None
    return made


def one_or_many(items: Codec[T]) -> Codec[list[T]]:
    """A list that travels as its item when it has exactly one."""

    def decode(value: object) -> list[T]:
        several = as_list(value)
        return [items.decode(value)] if several is None else _each(items.decode, several)

    def encode(value: list[T]) -> object:
        written = _each(items.encode, value)
        return written[0] if len(written) == 1 else written

    return Codec(decode, encode)


def nullable(codec: Codec[T]) -> Codec[T | None]:
    """A value that may be null."""

    def decode(value: object) -> T | None:
        return None if value is None else codec.decode(value)

    def encode(value: T | None) -> object:
        return None if value is None else codec.encode(value)

    return Codec(decode, encode)


def wrapped(member: str, codec: Codec[T]) -> Codec[T]:
    """A value as the only member of an object."""

    def decode(value: object) -> T:
        members = as_object(value)
        if members is None:
            raise refuse("an object", value)
        try:
            return codec.decode(members.get(member))
        except Misfit as misfit:
            raise misfit.inside(member) from None

    def encode(value: T) -> object:
        try:
            return {member: codec.encode(value)}
        except Misfit as misfit:
            raise misfit.inside(member) from None

    return Codec(decode, encode)
