"""What generated clients are made of: descriptions of operations and events, and one call for each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from .client import Caller, Target
from .completion import Started
from .errors import DecodeError, InvalidArgument, MethodError, RpcError
from .options import Policy
from .subscription import Subscription
from .values import Codec, Misfit, given

ParamsT = TypeVar("ParamsT")
ResultT = TypeVar("ResultT")
EndT = TypeVar("EndT")

Index: TypeAlias = str | float | None
"""Which of several is meant; for type checkers, whole numbers and truth values are such numbers too."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[ParamsT, ResultT]):
    """A method, or one way to access a property."""

    method: str
    params: Codec[ParamsT]
    result: Codec[ResultT]
    errors: type[MethodError[Any]] | None = None


@dataclass(frozen=True, slots=True)
class EventDescription(Generic[ParamsT]):
    """An event."""

    event: str
    params: Codec[ParamsT]
    index: Literal["designator", "client-id"] | None = None
    """Where the index travels."""
    snapshot: bool = False
    """The server tells its current state upon registration."""


@dataclass(frozen=True, slots=True)
class Completion(Generic[EndT]):
    """How the end of an operation is told."""

    event: str
    params: Codec[EndT]


class Service:
    """One interface of a server, seen through a client or a batch."""

    def __init__(self, caller: Caller, callsign: str, major: int) -> None:
        self._caller = caller
        self._callsign = callsign
        self._major = major

    @property
    def callsign(self) -> str:
        """The callsign of the service."""
        return self._callsign

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._callsign} on {self._caller!r}>"

    async def _call(
        self,
        operation: Operation[ParamsT, ResultT],
        params: ParamsT,
        *,
        instance: Index = None,
        index: Index = None,
        deadline: float | None,
    ) -> ResultT:
        """Calls an operation."""
        written = given(lambda: operation.params.encode(params))
        prefix, name = _split(operation.method, instance)
        designator = self._designator(f"{prefix}{name}", _index_text(index))
        try:
            result = await self._caller.invoke(designator, written, deadline)
        except RpcError as error:
            raise _declared(operation.errors, error) from None
        try:
            return operation.result.decode(result)
        except Misfit as misfit:
            raise DecodeError(misfit.pointer, misfit.reason) from None

    async def _start(
        self,
        operation: Operation[ParamsT, ResultT],
        completion: Completion[EndT],
        params: Callable[[str], ParamsT],
        *,
        instance: Index = None,
        deadline: float | None,
    ) -> Started[ResultT, EndT]:
        """Calls an operation whose end is told later; `params` is given the id for that."""
        own, end = self._caller.expect(completion.event, completion.params.decode)
        try:
            result = await self._call(operation, params(own), instance=instance, deadline=deadline)
        except BaseException:
            end.cancel()
            raise
        return Started(result, end)

    async def _subscribe(
        self,
        event: EventDescription[ParamsT],
        *,
        instance: Index = None,
        index: Index = None,
        deadline: float | None,
        buffer: int,
        policy: Policy,
    ) -> Subscription[ParamsT]:
        """Registers for an event."""
        prefix, name = ("", event.event) if instance is None else _split(event.event, instance)
        place = _index_text(index)
        in_client_id = place is not None and event.index == "client-id" and "." not in place
        behind = None if in_client_id else place
        target = Target(
            register=self._designator(f"{prefix}register", behind),
            unregister=self._designator(f"{prefix}unregister", behind),
            event=name,
            prefix=f"{place}." if in_client_id else "",
            notification=f"{prefix}{name}" if behind is None else f"{prefix}{name}@{behind}",
            snapshot=event.snapshot,
        )
        items, close = await self._caller.register(target, deadline, buffer, policy)
        return Subscription(items, event.params, close)

    def _designator(self, method: str, index: str | None) -> str:
        name = f"{self._callsign}.{self._major}.{method}"
        return name if index is None else f"{name}@{index}"


def _index_text(index: Index) -> str | None:
    """An index as it travels."""
    if index is None:
        return None
    if isinstance(index, bool):
        return "true" if index else "false"
    if isinstance(index, float) and not math.isfinite(index):
        raise InvalidArgument("", f"the index {index} is no number")
    text = str(int(index) if isinstance(index, float) and index.is_integer() else index)
    # Servers take what follows the last `@` for the index.
    if "@" in text:
        raise InvalidArgument("", f'the index {text!r} contains "@"')
    return text


def _split(name: str, instance: Index) -> tuple[str, str]:
    """The prefix of an endpoint, with the id of an instance if there is one, and what stands behind it."""
    if instance is None:
        return "", name
    text = str(instance)
    if not text or any(character in text for character in ":@#."):
        raise InvalidArgument("", f'the id {text!r} of an instance is empty or contains one of ":@#."')
    prefix, colons, bare = name.rpartition("::")
    return (f"{prefix}#{text}::", bare) if colons else ("", name)


def _declared(errors: type[MethodError[Any]] | None, error: RpcError) -> RpcError:
    """The declared error with this code and message, else the first with this code, else the error as it is."""
    known = [case for case in (errors.cases if errors else ()) if case[1] == error.code]
    if errors is None or not known:
        return error
    kind = next((case[0] for case in known if case[2] == error.message), known[0][0])
    return errors(kind, error.code, error.message, error.data)
