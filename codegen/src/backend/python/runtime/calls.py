"""Calls that wait for their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from . import wire
from .errors import ClientClosed, ClientError, DeadlineExceeded, InvalidArgument, QueueFull
from .options import seconds


class PendingCall:
    """A call that waits: for a connection, for room, for its answer."""

    def __init__(self, calls: Calls, number: int, text: str) -> None:
        self.number = number
        self.text = text
        self.sent = False
        """Whether it was given to the transport. Until then no answer can be meant for it."""
        self.parcel: Parcel | None = None
        self.confirmed: Callable[[], None] | None = None
        """Is called with the result, before whoever waits for it can run."""
        self.answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        # Nobody may be left to ask for it, which is no fault.
        self.answer.add_done_callback(lambda answer: answer.cancelled() or answer.exception())
        self._calls = calls
        self._timer: asyncio.TimerHandle | None = None

    def limit(self, deadline: float, waits_for: Callable[[], str]) -> None:
        """Starts the clock; `waits_for` tells what is missing when it has run down."""

        def expire() -> None:
            reason = "the server has not answered" if self.sent else waits_for()
            self.fail(DeadlineExceeded(deadline, reason))

        self._timer = asyncio.get_running_loop().call_later(deadline, expire)

    @property
    def done(self) -> bool:
        """Whether it has its outcome, or was given up."""
        return self.answer.done()

    async def wait(self) -> object:
        """Waits for the result. Whoever is cancelled meanwhile has given the call up."""
        try:
            return await self.answer
        finally:
            self._forget()

    def take(self, message: dict[str, object]) -> None:
        """Gives it its answer."""
        try:
            result = wire.outcome(message)
        except ClientError as error:
            self.fail(error)
            return
        if not self.answer.done():
            self._forget()
            self.answer.set_result(result)
            if self.confirmed is not None:
                self.confirmed()

    def fail(self, error: ClientError) -> None:
        """Ends it with an error."""
        if not self.answer.done():
            self._forget()
            self.answer.set_exception(error)

    def give_up(self) -> None:
        """Nobody waits any more."""
        self.answer.cancel()
        self._forget()

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._calls.forget(self)


class Parcel:
    """Calls that travel together; one alone is no batch."""

    def __init__(self, calls: list[PendingCall], *, is_batch: bool) -> None:
        self.calls = calls
        self._is_batch = is_batch
        for call in calls:
            call.parcel = self

    @property
    def done(self) -> bool:
        """Whether nobody waits any more."""
        return all(call.done for call in self.calls)

    def take_text(self) -> str:
        """The text of what still waits, which counts as sent from now on."""
        waiting = [call for call in self.calls if not call.done]
        for call in waiting:
            call.sent = True
        text = ",".join(call.text for call in waiting)
        return f"[{text}]" if self._is_batch else text

    def fail(self, reason: Callable[[], ClientError]) -> None:
        """Ends all that still waits."""
        for call in self.calls:
            call.fail(reason())

    def give_up(self) -> None:
        """Nobody waits any more."""
        for call in self.calls:
            call.give_up()


class Calls:
    """All calls of a client."""

    def __init__(self, limit: int, deadline: float) -> None:
        self._limit = limit
        self._deadline = deadline
        self._pending: dict[int, PendingCall] = {}
        self._last_number = 0
        self._closed: Callable[[], ClientError] | None = None
        self.waits_for: Callable[[], str] = lambda: "it has not been sent"

    @property
    def waiting(self) -> bool:
        """Whether any call waits."""
        return bool(self._pending)

    def open(self, requests: Iterable[tuple[str, object]], deadline: float | None, *, is_batch: bool) -> Parcel:
        """Makes calls that travel together. They wait from now on, and one clock runs for all."""
        requests = list(requests)
        self.admit(len(requests))
        limit = self._deadline if deadline is None else seconds("deadline", deadline)
        calls = [self._make(method, params) for method, params in requests]
        for call in calls:
            call.limit(limit, self.waits_for)
        return Parcel(calls, is_batch=is_batch)

    def internal(self, method: str, params: object) -> Parcel:
        """Makes a call of the runtime's own, for which there is always room."""
        call = self._make(method, params)
        call.limit(self._deadline, self.waits_for)
        return Parcel([call], is_batch=False)

    def admit(self, more: int) -> None:
        """Raises an error if not so many more calls may wait."""
        if self._closed is not None:
            raise self._closed()
        if len(self._pending) + more > self._limit:
            raise QueueFull(self._limit)

    def _make(self, method: str, params: object) -> PendingCall:
        number = self._last_number + 1
        try:
            text = wire.request(number, method, params)
        except ValueError as error:
            raise InvalidArgument("", f"the params cannot be written: {error}") from None
        self._last_number = number
        call = PendingCall(self, number, text)
        self._pending[number] = call
        return call

    def forget(self, call: PendingCall) -> None:
        """It waits no longer."""
        self._pending.pop(call.number, None)

    def take(self, message: dict[str, object]) -> None:
        """Gives an answer to its call. What nobody waits for is ignored."""
        number = message.get("id")
        call = self._pending.get(number) if type(number) is int else None
        if call is not None and call.sent:
            call.take(message)

    def take_anonymous(self, message: dict[str, object]) -> None:
        """Gives an error that names no call to the only message that is unanswered, if there is just one."""
        sent = [call for call in self._pending.values() if call.sent]
        if len({id(call.parcel) for call in sent}) == 1:
            for call in sent:
                call.take(message)

    def fail_sent(self, reason: Callable[[], ClientError]) -> None:
        """Ends the calls that were sent."""
        for call in list(self._pending.values()):
            if call.sent:
                call.fail(reason())

    def close(self, reason: Callable[[], ClientError] = ClientClosed) -> None:
        """Ends all calls, and all that come."""
        self._closed = reason
        for call in list(self._pending.values()):
            call.fail(reason())
