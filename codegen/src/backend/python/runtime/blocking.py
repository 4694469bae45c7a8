"""The same without `async`: a client that runs its event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from . import client as asynchronous
from .completion import Started as AsyncStarted
from .errors import ClientClosed
from .options import Options, State
from .service import Service as AsyncService
from .subscription import Event, Item
from .subscription import Subscription as AsyncSubscription

T = TypeVar("T")
ResultT = TypeVar("ResultT")
EndT = TypeVar("EndT")
ServiceT = TypeVar("ServiceT", bound=AsyncService)


class Client:
    """One connection to one server, shared by any number of generated clients and threads.

    It is an asynchronous client, `asynchronous`, in a thread of its own. Leaving a `with` block closes it.
    """

    def __init__(self, url: str, options: Options | None = None) -> None:
        self.asynchronous = asynchronous.Client(url, options)
        self._lock = threading.Lock()
        self._is_closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="client", daemon=True)
        self._thread.start()

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self.asynchronous.state

    def connect(self) -> None:
        """Makes one attempt to connect, unless there is a connection.

        Raises `ConnectFailed` if that fails; the client can still be used then, and tries again.
        """
        self.run(self.asynchronous.connect())

    def batch(self, *, deadline: float | None = None) -> Batch:
        """Calls that travel together: `with client.batch() as batch`."""
        return Batch(self, deadline)

    def close(self) -> None:
        """Ends everything: calls that wait fail with `ClientClosed`, iterations end. Once more does nothing."""
        with self._lock:
            is_first, self._is_closed = not self._is_closed, True
        if is_first:
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        if not self._loop.is_closed():
            self._loop.close()

    async def _end(self) -> None:
        await self.asynchronous.close()
        # Whoever waits in another thread is told.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others)
        await self._loop.shutdown_asyncgens()
        # Names of hosts are looked up in its threads.
        await self._loop.shutdown_default_executor()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self.asynchronous)

    def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Begins something in the client's event loop. For generated code."""
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("this thread is the client's own: waiting in it would never end")
        with self._lock:
            if self._is_closed:
                work.close()
                raise ClientClosed
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for something in the client's event loop. For generated code."""
        future = self.submit(work)
        try:
            return future.result()
        finally:
            # Whoever was interrupted has given it up.
            future.cancel()

    def call_soon(self, work: Callable[[], object]) -> None:
        """Does something in the client's event loop, without waiting for it. For generated code."""
        with self._lock:
            if not self._is_closed:
                self._loop.call_soon_threadsafe(work)


class Batch:
    """Calls that travel together. What is added is sent when the `with` block is left.

    The calls are those of the asynchronous generated client, made on `asynchronous`::

        with client.batch() as batch:
            lamps = LampClient(batch.asynchronous)
            dimmed = batch.add(lamps.dim(level=5))
        print(dimmed.result())
    """

    def __init__(self, client: Client, deadline: float | None) -> None:
        self._client = client
        self.asynchronous = client.asynchronous.batch(deadline=deadline)
        self._calls: list[tuple[Coroutine[Any, Any, Any], concurrent.futures.Future[Any]]] = []

    def add(self, call: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Adds a call; gives its outcome."""
        outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._calls.append((call, outcome))
        return outcome

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._client.run(self._send())
        else:
            for call, outcome in self._calls:
                call.close()
                outcome.cancel()

    async def _send(self) -> None:
        tasks: list[asyncio.Task[Any]] = []
        try:
            async with self.asynchronous as batch:
                tasks.extend(batch.add(call) for call, _ in self._calls)
        finally:
            for task, (_, outcome) in zip(tasks, self._calls, strict=False):
                _settle(task, outcome)


def _settle(source: asyncio.Future[T], outcome: concurrent.futures.Future[T]) -> None:
    """Gives an outcome to those who wait for it in other threads."""
    if source.cancelled():
        outcome.cancel()
    elif outcome.set_running_or_notify_cancel():
        error = source.exception()
        if error is None:
            outcome.set_result(source.result())
        else:
            outcome.set_exception(error)


class Subscription(Generic[T]):
    """The events of one registration, in the order in which the server sent them.

    Iterate over it, or hand the items to a callback. Leaving the iteration closes it, and so does leaving
    a `with` block.
    """

    def __init__(self, client: Client, asynchronous: AsyncSubscription[T]) -> None:
        self._client = client
        self._asynchronous = asynchronous

    def next(self) -> Item[T] | None:
        """Waits for the next item; None: it has ended.

        Raises the server's `RpcError` when it refuses to register again after the connection was lost, and
        `SlowConsumer` when the policy `fail` has met a full buffer.
        """
        try:
            return self._client.run(self._asynchronous.next())
        except ClientClosed:
            return _at_once(self._asynchronous.next())

    def close(self) -> None:
        """Ends the registration on the server, and the iteration. Once more does nothing."""
        self._client.call_soon(self._asynchronous.close)

    def for_each(self, callback: Callable[[Item[T]], None]) -> None:
        """Hands every item to `callback`, one after the other, until the end."""
        for item in self:
            callback(item)

    def events(self) -> Iterator[T]:
        """Only what the events carry, for those to whom gaps make no difference."""
        for item in self:
            if isinstance(item, Event):
                yield item.params

    def __iter__(self) -> Iterator[Item[T]]:
        try:
            while (item := self.next()) is not None:
                yield item
        finally:
            self.close()

    def __enter__(self) -> Subscription[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _at_once(work: Coroutine[Any, Any, T]) -> T:
    """What becomes of something that does not wait: the client is closed, and what is buffered is there."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    work.close()
    raise ClientClosed


@dataclass(frozen=True, slots=True)
class Started(Generic[ResultT, EndT]):
    """What a call has begun that ends later."""

    result: ResultT
    """What the call answered."""
    completion: concurrent.futures.Future[EndT]
    """What the end says, or `ConnectionLost` when the connection is lost before. Cancelling it gives it up."""


class Service(Generic[ServiceT]):
    """One interface of a server, seen through a client."""

    def __init__(self, client: Client, service: ServiceT) -> None:
        self._client = client
        self._service = service

    @property
    def callsign(self) -> str:
        """The callsign of the service."""
        return self._service.callsign

    def __repr__(self) -> str:
        return repr(self._service)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return self._client.run(work)

    def _start(self, work: Coroutine[Any, Any, AsyncStarted[ResultT, EndT]]) -> Started[ResultT, EndT]:
        started = self._client.run(work)
        return Started(started.result, self._client.submit(_end(started.completion)))

    def _subscribe(self, work: Coroutine[Any, Any, AsyncSubscription[T]]) -> Subscription[T]:
        return Subscription(self._client, self._client.run(work))


async def _end(completion: asyncio.Future[T]) -> T:
    return await completion
