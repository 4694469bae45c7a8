"""The connection to a server, and batches on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, TypeVar

from .address import parse
from .calls import Calls
from .channel import Channel, Registration
from .completion import Awaited
from .errors import ClientError, ConnectionLost, NotSupported, RpcError
from .http import HttpChannel
from .options import Options, Policy, State
from .socket import SocketChannel
from .subscription import Buffer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Target:
    """What a registration is made of before it has a client id."""

    register: str
    """The designator of `register`."""
    unregister: str
    """The designator of `unregister`."""
    event: str
    """The name that is registered for."""
    prefix: str
    """Stands in front of the client's own id; empty: nothing does."""
    notification: str
    """What notifications are called behind the client id and a dot."""
    snapshot: bool


class Caller(Protocol):
    """What calls can be made on: a client, or a batch. Its methods are for generated code, not for programs."""

    async def invoke(self, method: str, params: object, deadline: float | None) -> object:
        """Calls a method."""
        ...

    async def register(
        self, target: Target, deadline: float | None, buffer: int, policy: Policy
    ) -> tuple[Buffer, Callable[[], None]]:
        """Registers for an event; gives its items and what ends it."""
        ...

    def expect(self, event: str, decode: Callable[[object], T]) -> tuple[str, asyncio.Future[T]]:
        """Listens for the one notification of a completion, under an id that is chosen now."""
        ...


class Client:
    """One connection to one server, shared by any number of generated clients and tasks.

    `ws:` and `wss:` URLs talk over a WebSocket, `http:` and `https:` over HTTP, where there are no events.
    It connects when it is first used, and belongs to the event loop in which that happens. Leaving an
    `async with` block closes it.
    """

    def __init__(self, url: str, options: Options | None = None) -> None:
        settings = options or Options()
        self._address = parse(url)
        self._calls = Calls(settings.queue, settings.deadline)
        make = SocketChannel if self._address.scheme in {"ws", "wss"} else HttpChannel
        self._channel: Channel = make(self._address, settings, self._calls)
        self._registrations = 0

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self._channel.state

    async def connect(self) -> None:
        """Makes one attempt to connect, unless there is a connection.

        Raises `ConnectFailed` if that fails; the client can still be used then, and tries again.
        """
        await self._channel.connect()

    def batch(self, *, deadline: float | None = None) -> Batch:
        """Calls that travel together: `async with client.batch() as batch`."""
        return Batch(self._calls, self._channel, deadline)

    async def close(self) -> None:
        """Ends everything: calls that wait fail with `ClientClosed`, iterations end. Once more does nothing."""
        await self._channel.close()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<Client {self._address} {self.state}>"

    async def invoke(self, method: str, params: object, deadline: float | None) -> object:
        """Calls a method. For generated code."""
        parcel = self._calls.open([(method, params)], deadline, is_batch=False)
        self._channel.send(parcel)
        return await parcel.calls[0].wait()

    async def register(
        self, target: Target, deadline: float | None, buffer: int, policy: Policy
    ) -> tuple[Buffer, Callable[[], None]]:
        """Registers for an event. For generated code."""
        self._channel.check_events()
        items = Buffer(buffer, policy)
        own = f"{target.prefix}{self._unique('subscription')}"
        params = {"event": target.event, "id": own}
        notification = f"{own}.{target.notification}"
        registration = Registration(
            target.register, target.unregister, params, notification, target.snapshot, items
        )
        parcel = self._calls.open([(target.register, params)], deadline, is_batch=False)
        call = parcel.calls[0]
        call.confirmed = lambda: self._channel.confirm(registration)
        # Listening before the server knows, so that the first events are not missed.
        self._channel.listen(registration)
        self._channel.send(parcel)
        try:
            await call.wait()
        except BaseException as error:
            is_settled = isinstance(error, (RpcError, ConnectionLost))
            self._channel.unlisten(registration, is_uncertain=call.sent and not is_settled)
            raise
        return items, lambda: self._channel.unlisten(registration)

    def expect(self, event: str, decode: Callable[[object], T]) -> tuple[str, asyncio.Future[T]]:
        """Listens for the one notification of a completion. For generated code."""
        self._channel.check_events()
        own = self._unique("completion")
        awaited = Awaited(decode)
        registration = Registration("", "", {}, f"{own}.{event}", False, awaited)
        self._channel.listen(registration)
        awaited.future.add_done_callback(lambda _: self._channel.unlisten(registration))
        return own, awaited.future

    def _unique(self, word: str) -> str:
        self._registrations += 1
        return f"{word}{self._registrations}"


class Batch:
    """Calls that travel together. What is added is sent when the `async with` block is left.

    Leaving it waits for all answers; each call has its own outcome::

        async with client.batch() as batch:
            lamps = LampClient(batch)
            dimmed = batch.add(lamps.dim(level=5))
            level = batch.add(lamps.get_level())
        print(level.result())
    """

    def __init__(self, calls: Calls, channel: Channel, deadline: float | None) -> None:
        self._calls = calls
        self._channel = channel
        self._deadline = deadline
        self._requests: list[tuple[str, object]] = []
        self._answers: list[asyncio.Future[object]] = []
        self._tasks: list[asyncio.Task[Any]] = []
        self._is_over = False

    def add(self, call: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Adds a call of a generated client that was made with this batch."""
        task = asyncio.create_task(call)
        # Not to be asked for is no fault.
        task.add_done_callback(lambda task: task.cancelled() or task.exception())
        self._tasks.append(task)
        return task

    async def invoke(self, method: str, params: object, deadline: float | None) -> object:
        """Adds a call. For generated code."""
        if self._is_over:
            raise NotSupported("the batch has been sent already")
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._requests.append((method, params))
        self._answers.append(answer)
        return await answer

    async def register(
        self, target: Target, deadline: float | None, buffer: int, policy: Policy
    ) -> tuple[Buffer, Callable[[], None]]:
        """Raises an error: a batch holds calls."""
        raise NotSupported("a batch holds calls, no registrations")

    def expect(self, event: str, decode: Callable[[object], T]) -> tuple[str, asyncio.Future[T]]:
        """Raises an error: a batch holds calls."""
        raise NotSupported("a batch holds calls that end with their answers")

    async def __aenter__(self) -> Batch:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self._send()
        finally:
            self._is_over = True
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self) -> None:
        # Every task runs until its call is written down.
        await asyncio.sleep(0)
        self._is_over = True
        try:
            await self._exchange()
        except ClientError as error:
            for answer in self._answers:
                if not answer.done():
                    answer.set_exception(error)
            raise
        finally:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _exchange(self) -> None:
        if not self._requests:
            return
        parcel = self._calls.open(self._requests, self._deadline, is_batch=True)
        self._channel.send(parcel)
        try:
            for call, answer in zip(parcel.calls, self._answers, strict=True):
                await _pass_on(call.answer, answer)
        finally:
            parcel.give_up()


async def _pass_on(source: asyncio.Future[object], answer: asyncio.Future[object]) -> None:
    try:
        result = await source
    except ClientError as error:
        if not answer.done():
            answer.set_exception(error)
    else:
        if not answer.done():
            answer.set_result(result)
