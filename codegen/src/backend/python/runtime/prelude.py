"""What generated code is written with, under one name, so that no name of a definition can get in its way."""

from builtins import bool, bytes, dict, float, int, list, str
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from . import blocking
from .client import Caller
from .completion import Started
from .errors import MethodError
from .objects import Enumeration, Known, Object, enumeration, member, object_of
from .options import Policy
from .service import Completion, EventDescription, Operation, Service
from .subscription import Subscription
from .values import (
    Json,
    JsonObject,
    absent,
    any_object,
    array,
    base64,
    boolean,
    hex,
    integer,
    json,
    mac,
    nothing,
    null,
    nullable,
    number,
    one_or_many,
    text,
    wrapped,
)

__all__ = [
    "Caller",
    "Completion",
    "Enumeration",
    "EventDescription",
    "Json",
    "JsonObject",
    "Known",
    "Literal",
    "MethodError",
    "Object",
    "Operation",
    "Policy",
    "Service",
    "Started",
    "Subscription",
    "TypeAlias",
    "absent",
    "any_object",
    "array",
    "base64",
    "blocking",
    "bool",
    "boolean",
    "bytes",
    "dataclass",
    "dict",
    "enumeration",
    "field",
    "float",
    "hex",
    "int",
    "integer",
    "json",
    "list",
    "mac",
    "member",
    "nothing",
    "null",
    "nullable",
    "number",
    "object_of",
    "one_or_many",
    "str",
    "text",
    "wrapped",
]
