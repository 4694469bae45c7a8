"""Objects and enumerations of the wire as classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, ClassVar, TypeVar, cast

from .values import Codec, JsonObject, Misfit, given, refuse
from .wire import as_object


@dataclass(frozen=True, slots=True)
class Member:
    """What the wire knows of a member."""

    wire: str
    """Its name."""
    codec: Codec[Any]
    default: object = None
    """The JSON that stands in for it when it is read without; None: nothing does."""


def member(wire: str, codec: Codec[Any], default: object = None) -> Mapping[str, Member]:
    """Describes a member, as metadata of a field."""
    return {"member": Member(wire, codec, default)}


ObjectT = TypeVar("ObjectT", bound="Object")


class Object:
    """What objects of the wire have in common; those who derive from it are dataclasses."""

    __slots__ = ()

    @classmethod
    def from_json(cls: type[ObjectT], json: object) -> ObjectT:
        """Reads what a program has from elsewhere, such as a file, with the rules of the wire."""
        return given(lambda: object_of(cls).decode(json))

    def to_json(self) -> JsonObject:
        """The JSON that stands for it on the wire."""
        return cast("JsonObject", given(lambda: object_of(type(self)).encode(self)))


def object_of(cls: type[ObjectT]) -> Codec[ObjectT]:
    """The codec of a class of objects. Members that nobody knows are ignored when it reads."""
    known = vars(cls).get("_codec")
    if known is None:
        known = _codec(cls)
        type.__setattr__(cls, "_codec", known)
    return cast("Codec[ObjectT]", known)


def _codec(cls: type[ObjectT]) -> Codec[ObjectT]:
    members: list[tuple[str, Member, bool]] = []
    for field in fields(cast(Any, cls)):
        members.append((field.name, cast(Member, field.metadata["member"]), field.default is not MISSING))

    def decode(value: object) -> ObjectT:
        json = as_object(value)
        if json is None:
            raise refuse("an object", value)
        read: dict[str, Any] = {}
        for name, known, is_optional in members:
            here = json.get(known.wire)
            if here is None and is_optional:
                if known.default is None:
                    continue
                here = known.default
            elif known.wire not in json:
                raise Misfit("the member is missing").inside(known.wire)
            try:
                read[name] = known.codec.decode(here)
            except Misfit as misfit:
                raise misfit.inside(known.wire) from None
        return cls(**read)

    def encode(value: ObjectT) -> object:
        if not isinstance(cast(object, value), cls):
            raise Misfit(f"{cls.__name__} was expected, not {type(value).__name__}")
        written: dict[str, object] = {}
        for name, known, is_optional in members:
            here = getattr(value, name)
            if here is None and is_optional:
                continue
            try:
                written[known.wire] = known.codec.encode(here)
            except Misfit as misfit:
                raise misfit.inside(known.wire) from None
        return written

    return Codec(decode, encode)


EnumerationT = TypeVar("EnumerationT", bound="Enumeration")


class Enumeration(str):
    """A text of which some are known. Others survive as they are: a newer server may mean something by them."""

    __slots__ = ()

    texts: ClassVar[tuple[str, ...]] = ()
    """The texts that this version of the package knows."""

    @property
    def is_known(self) -> bool:
        """Whether this version of the package knows the text."""
        return self in self.texts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str.__repr__(self)})"


class Known:
    """A known text as an attribute of the class of an enumeration."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._value: Enumeration | None = None

    def __set_name__(self, owner: type[Enumeration], name: str) -> None:
        self._value = owner(self._text)
        owner.texts = (*owner.texts, self._text)

    def __get__(self, instance: object, owner: type[EnumerationT]) -> EnumerationT:
        return cast(EnumerationT, self._value)


def enumeration(cls: type[EnumerationT]) -> Codec[EnumerationT]:
    """The codec of an enumeration."""

    def check(value: object) -> EnumerationT:
        if isinstance(value, str):
            return cls(value)
        raise refuse("a text", value)

    def encode(value: EnumerationT) -> object:
        return str.__str__(check(value))

    return Codec(check, encode)
