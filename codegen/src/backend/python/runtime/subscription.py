"""The events of one registration."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Literal, TypeAlias, TypeVar

from .errors import ClientError, InvalidArgument, SlowConsumer
from .options import POLICIES, Policy, count
from .values import Codec, Misfit

T = TypeVar("T")
SubscriptionT = TypeVar("SubscriptionT", bound="Subscription[object]")


@dataclass(frozen=True, slots=True)
class Event(Generic[T]):
    """An event."""

    params: T
    """What it carries."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something is missing at this place. State that is kept from events should be fetched anew."""

    cause: Literal["reconnected", "overflow", "unreadable"]
    """Why: the connection was lost and is there again, the consumer was too slow, or an event did not fit its type."""
    missed: int | None
    """How many events are missing; None: nobody knows."""
    snapshot: bool
    """The server now tells its current state, as events."""
    reason: str
    """In words."""


Item: TypeAlias = Event[T] | Gap
"""What a subscription gives."""


@dataclass(frozen=True, slots=True)
class _Raw:
    """An event that nobody has decoded yet."""

    params: object


class Buffer:
    """A bounded row of items, filled by the connection and emptied by the consumer."""

    def __init__(self, limit: int, policy: Policy) -> None:
        if policy not in POLICIES:
            raise InvalidArgument("", f"the option policy is {policy!r}; it must be one of {', '.join(POLICIES)}")
        self._limit = count("buffer", limit)
        self._policy = policy
        self._entries: deque[_Raw | Gap] = deque()
        self._events = 0
        self._ended = False
        self._error: ClientError | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def event(self, params: object) -> bool:
        """Puts an event in; False: there is no room, and the policy is to fail."""
        if self._ended:
            return True
        if self._events >= self._limit and not self._make_room():
            return self._policy != "fail"
        self._entries.append(_Raw(params))
        self._events += 1
        self._notify()
        return True

    def reconnected(self, snapshot: bool) -> None:
        """Says that the connection is there again; several times without an event between them are one."""
        for entry in reversed(self._entries):
            if isinstance(entry, _Raw):
                break
            if entry.cause == "reconnected":
                return
        if not self._ended:
            reason = "the connection was lost and is there again"
            self._entries.append(Gap("reconnected", None, snapshot, reason))
            self._notify()

    def end(self, error: ClientError | None = None) -> None:
        """Nothing comes any more; an error is given after what is there."""
        if not self._ended:
            self._ended = True
            self._error = error
            self._notify()

    def clear(self) -> None:
        """Nothing is given any more."""
        self._entries.clear()
        self._ended = True
        self._error = None
        self._notify()

    async def take(self) -> _Raw | Gap | None:
        """The next entry; None: the end. Raises the error that it ended with, once."""
        while not self._entries:
            if self._ended:
                error, self._error = self._error, None
                if error is not None:
                    raise error
                return None
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter
        entry = self._entries.popleft()
        if isinstance(entry, _Raw):
            self._events -= 1
        return entry

    def _make_room(self) -> bool:
        """Does what the policy says; False: the event is not to be put in."""
        if self._policy == "fail":
            self.end(SlowConsumer(self._limit))
            return False
        if self._policy == "drop-newest":
            self._count_missed(len(self._entries))
            return False
        place = next(place for place, entry in enumerate(self._entries) if isinstance(entry, _Raw))
        del self._entries[place]
        self._events -= 1
        self._count_missed(place)
        return True

    def _count_missed(self, place: int) -> None:
        """Counts an event that was dropped in front of this place."""
        before = self._entries[place - 1] if place > 0 else None
        if isinstance(before, Gap) and before.cause == "overflow":
            self._entries[place - 1] = _overflow((before.missed or 0) + 1)
        else:
            self._entries.insert(place, _overflow(1))

    def _notify(self) -> None:
        woken, self._waiting = self._waiting, []
        for waiter in woken:
            if not waiter.done():
                waiter.set_result(None)


def _overflow(missed: int) -> Gap:
    return Gap("overflow", missed, False, f"{missed} events came faster than they were taken")


class Subscription(Generic[T]):
    """The events of one registration, in the order in which the server sent them.

    Iterate over it, or hand the items to a callback. Leaving the iteration closes it, and so does leaving
    an `async with` block.
    """

    def __init__(self, buffer: Buffer, codec: Codec[T], close: Callable[[], None]) -> None:
        self._buffer = buffer
        self._codec = codec
        self._close = close

    async def next(self) -> Item[T] | None:
        """The next item; None: it has ended.

        Raises the server's `RpcError` when it refuses to register again after the connection was lost, and
        `SlowConsumer` when the policy `fail` has met a full buffer.
        """
        entry = await self._buffer.take()
        return self._decode(entry.params) if isinstance(entry, _Raw) else entry

    def close(self) -> None:
        """Ends the registration on the server, and the iteration. Once more does nothing."""
        self._close()
        self._buffer.clear()

    async def for_each(self, callback: Callable[[Item[T]], Awaitable[None] | None]) -> None:
        """Hands every item to `callback`, one after the other, until the end.

        An error that the callback raises closes the subscription, and nothing else.
        """
        async for item in self:
            waiting = callback(item)
            if waiting is not None:
                await waiting

    async def events(self) -> AsyncIterator[T]:
        """Only what the events carry, for those to whom gaps make no difference."""
        try:
            while (item := await self.next()) is not None:
                if isinstance(item, Event):
                    yield item.params
        finally:
            self.close()

    async def __aiter__(self) -> AsyncIterator[Item[T]]:
        try:
            while (item := await self.next()) is not None:
                yield item
        finally:
            self.close()

    async def __aenter__(self: SubscriptionT) -> SubscriptionT:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _decode(self, params: object) -> Item[T]:
        try:
            return Event(self._codec.decode(params))
        except Misfit as misfit:
            reason = f"{misfit.pointer}: {misfit.reason}" if misfit.pointer else misfit.reason
            return Gap("unreadable", 1, False, reason)
