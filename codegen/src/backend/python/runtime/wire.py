"""JSON, and what a message of JSON-RPC 2.0 says."""

from __future__ import annotations

import json
from typing import cast

from .errors import DecodeError, RpcError


class _Absent:
    """Nothing at all, where None stands for null."""


ABSENT = _Absent()
"""Params that are left out."""


def parse(text: str | bytes) -> object:
    """Reads JSON. A ValueError if it is none."""
    try:
        return cast(object, json.loads(text, parse_constant=_refuse))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def write(value: object) -> str:
    """Writes JSON in the fewest characters. A ValueError if the value has none."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None
    # Half a surrogate pair has no UTF-8, but an escape.
    return text if _is_unicode(text) else json.dumps(value, allow_nan=False, separators=(",", ":"))


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def request(number: int | None, method: str, params: object) -> str:
    """A request; a notification without a number."""
    message: dict[str, object] = {"jsonrpc": "2.0"}
    if number is not None:
        message["id"] = number
    message["method"] = method
    if params is not ABSENT:
        message["params"] = params
    return write(message)


def as_object(value: object) -> dict[str, object] | None:
    """The value, if it is an object of JSON."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[object] | None:
    """The value, if it is a list."""
    return cast("list[object]", value) if isinstance(value, list) else None


def messages(value: object) -> list[dict[str, object]]:
    """The objects of a message, which may be a batch."""
    several = as_list(value)
    objects = (as_object(one) for one in ([value] if several is None else several))
    return [one for one in objects if one is not None]


def outcome(message: dict[str, object]) -> object:
    """The result in an answer; the error in it is raised."""
    error = message.get("error")
    if error is None:
        if "result" not in message:
            raise DecodeError("", "the answer has neither a result nor an error")
        return message["result"]
    if message.get("result") is not None:
        raise DecodeError("", "the answer has both a result and an error")
    members = as_object(error) or {}
    code, text = members.get("code"), members.get("message")
    if not isinstance(code, int) or isinstance(code, bool) or not isinstance(text, str):
        raise DecodeError("/error", "the error has no code and message")
    raise RpcError(code, text, members.get("data"))
