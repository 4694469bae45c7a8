"""The way over a WebSocket: one connection that is made anew whenever it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from dataclasses import dataclass

from . import wire
from .address import Address, tls_context
from .calls import Calls, Parcel
from .channel import Registration
from .errors import ClientClosed, ClientError, ConnectFailed, ConnectionLost, RpcError
from .options import ATTEMPT_TIME, CLOSE_TIME, STABLE_TIME, Options, State
from .websocket import WebSocket

TRANSIENT = {408, 425, 429}
"""Statuses below 500 after which another attempt may still succeed."""


@dataclass(slots=True)
class _Listener:
    """A registration as the connection sees it."""

    registration: Registration
    confirmed: bool = False
    """It is registered again on every further connection."""
    registered: bool = False
    """The server has it on the present connection."""


class SocketChannel:
    """One connection that is made anew whenever it is lost."""

    def __init__(self, address: Address, options: Options, calls: Calls) -> None:
        self._address = address
        self._options = options
        self._tls = tls_context(address, options.tls)
        self._calls = calls
        calls.waits_for = self._waits_for
        self._state: State = "idle"
        self._reason = "it has not been tried yet"
        self._fatal: ConnectFailed | None = None
        self._queue: deque[Parcel] = deque()
        self._notices: deque[str] = deque()
        self._listeners: dict[str, _Listener] = {}
        self._connecting: list[asyncio.Future[None]] = []
        self._socket: WebSocket | None = None
        self._running: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        # There is something to be sent, or there is no reason to wait for the next attempt.
        self._work = asyncio.Event()
        self._hurry = asyncio.Event()
        self._failures = 0

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    def _is_closed(self) -> bool:
        return self._state == "closed"

    def _waits_for(self) -> str:
        if self._state == "open":
            return "earlier calls are still to be sent"
        return f"there is no connection ({self._reason})"

    async def connect(self) -> None:
        """Makes one attempt to connect, unless it is connected."""
        if self._state == "open":
            return
        if self._state == "closed":
            raise self._closed()
        connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._connecting.append(connected)
        self._hurry.set()
        self._wake()
        await connected

    def check_events(self) -> None:
        """There are events here."""

    def send(self, parcel: Parcel) -> None:
        """Sends calls as soon as that is possible."""
        # Those that have ended while there was no connection would pile up.
        while self._queue and self._queue[0].done:
            self._queue.popleft()
        self._queue.append(parcel)
        self._work.set()
        self._wake()

    def listen(self, registration: Registration) -> None:
        """Listens to the notifications of a registration."""
        self._listeners[registration.notification] = _Listener(registration)

    def confirm(self, registration: Registration) -> None:
        """The server has the registration."""
        listener = self._listeners.get(registration.notification)
        if listener is None:
            # It has ended meanwhile: its buffer was full.
            self._unregister(registration)
        else:
            listener.confirmed = listener.registered = True

    def unlisten(self, registration: Registration, *, is_uncertain: bool = False) -> None:
        """Stops listening."""
        listener = self._listeners.pop(registration.notification, None)
        if listener is not None and (listener.registered or is_uncertain):
            self._unregister(registration)

    def _unregister(self, registration: Registration) -> None:
        if self._state == "open":
            self._notices.append(wire.request(None, registration.unregister, registration.params))
            self._work.set()

    async def close(self) -> None:
        """Lets go of everything."""
        if self._ending is None:
            self._shut()
            self._ending = asyncio.create_task(self._end())
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        if self._running is None:
            return
        if self._socket is not None:
            await self._socket.close()
            await asyncio.wait([self._running], timeout=CLOSE_TIME)
        self._running.cancel()
        await asyncio.wait([self._running])

    def _enter(self, state: State) -> None:
        if self._state != state:
            self._state = state
            if self._options.on_state is not None:
                # What goes wrong in it is the event loop's to report.
                asyncio.get_running_loop().call_soon(self._options.on_state, state)

    def _wake(self) -> None:
        """Connects if nobody has yet."""
        if self._state == "idle":
            self._enter("connecting")
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Connects, talks, and begins anew, until there is no use in it."""
        while not self._is_closed():
            self._enter("connecting")
            self._hurry.clear()
            lived, status = await self._once()
            if self._is_closed():
                return
            if status is not None and 400 <= status < 500 and status not in TRANSIENT:
                self._fatal = ConnectFailed(self._reason, status)
                self._shut()
                return
            self._fail_connecting(ConnectFailed(self._reason, status))
            if lived is None and not (self._failures or self._calls.waiting or self._listeners):
                self._enter("idle")
                return
            if lived is not None and lived >= STABLE_TIME:
                self._failures = 0
            await self._pause()

    async def _pause(self) -> None:
        options = self._options
        # More doublings would be too long a number.
        delay = options.reconnect_first * 2.0 ** min(self._failures, 60)
        delay = min(delay, options.reconnect_most) * random.uniform(0.5, 1.0)
        self._failures += 1
        self._enter("waiting")
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), delay)

    async def _once(self) -> tuple[float | None, int | None]:
        """One attempt, and the connection that comes of it: how long it lived, and the status of a refusal."""
        try:
            socket = await asyncio.wait_for(self._open(), ATTEMPT_TIME)
        except ConnectFailed as failure:
            self._reason = str(failure).partition(": ")[2]
            return None, failure.status
        except asyncio.TimeoutError:
            self._reason = f"no connection within {ATTEMPT_TIME:g} s"
            return None, None
        if self._is_closed():
            # Closed at the very moment in which the attempt succeeded.
            await socket.abort()
            return None, None
        loop = asyncio.get_running_loop()
        opened_at = loop.time()
        self._socket = socket
        try:
            self._reason = await self._talk(socket)
        finally:
            self._socket = None
            self._lost(self._reason)
            await socket.abort()
        return loop.time() - opened_at, None

    async def _open(self) -> WebSocket:
        try:
            token = await self._options.current_token()
        except Exception as error:
            raise ConnectFailed(f"there is no token: {error}") from None
        return await WebSocket.open(self._address, token, self._tls)

    async def _talk(self, socket: WebSocket) -> str:
        """Keeps a connection going; gives the reason why it ended."""
        self._enter("open")
        for connected in self._connecting:
            if not connected.done():
                connected.set_result(None)
        self._connecting.clear()
        for listener in self._renewable():
            listener.registration.sink.reconnected(listener.registration.snapshot)
        tasks = [asyncio.create_task(part(socket)) for part in (self._read, self._write, self._watch)]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _renewable(self) -> list[_Listener]:
        return [listener for listener in self._listeners.values() if listener.confirmed]

    async def _read(self, socket: WebSocket) -> str:
        while True:
            try:
                text = await socket.receive()
            except ConnectionError as error:
                return str(error)
            try:
                messages = wire.messages(wire.parse(text)) if isinstance(text, str) else []
            except ValueError:
                # Not for us, whatever it is.
                continue
            for message in messages:
                self._handle(message)

    def _handle(self, message: dict[str, object]) -> None:
        number, method = message.get("id"), message.get("method")
        if number is not None:
            # A call by the server is nothing that we answer.
            if method is None or "result" in message or "error" in message:
                self._calls.take(message)
        elif isinstance(method, str):
            listener = self._listeners.get(method)
            if listener is not None and not listener.registration.sink.event(message.get("params")):
                self.unlisten(listener.registration)
        elif message.get("error") is not None:
            self._calls.take_anonymous(message)

    async def _write(self, socket: WebSocket) -> str:
        """Registers everything again, and then sends what waits, as far as the socket takes it."""
        if not await self._renew(socket):
            return "the server does not answer"
        while True:
            await self._work.wait()
            self._work.clear()
            while self._notices or self._queue:
                if self._notices:
                    await socket.send(self._notices.popleft())
                    continue
                parcel = self._queue.popleft()
                if not parcel.done:
                    await socket.send(parcel.take_text())

    async def _renew(self, socket: WebSocket) -> bool:
        """Registers all subscriptions on a new connection; False: an answer did not come."""
        renewals: list[tuple[_Listener, Parcel]] = []
        for listener in self._renewable():
            registration = listener.registration
            listener.registered = True
            parcel = self._calls.internal(registration.register, registration.params)
            renewals.append((listener, parcel))
            await socket.send(parcel.take_text())
        for listener, parcel in renewals:
            registration = listener.registration
            try:
                await parcel.calls[0].wait()
            except RpcError as error:
                listener.registered = False
                if self._listeners.get(registration.notification) is listener:
                    del self._listeners[registration.notification]
                    registration.sink.end(error)
            except ClientError:
                return False
        return True

    async def _watch(self, socket: WebSocket) -> str:
        """Notices a connection that has gone silent."""
        heartbeat = self._options.heartbeat
        loop = asyncio.get_running_loop()
        while True:
            silent = loop.time() - socket.heard_at
            if silent < heartbeat:
                await asyncio.sleep(heartbeat - silent)
                continue
            asked_at = loop.time()
            # A socket that takes nothing more must not hold this up.
            asking = asyncio.create_task(socket.ping())
            try:
                await asyncio.sleep(heartbeat)
            finally:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            if socket.heard_at < asked_at:
                return "the server has gone silent"

    def _lost(self, reason: str) -> None:
        """The connection has ended."""
        self._notices.clear()
        for listener in list(self._listeners.values()):
            listener.registered = False
            if not listener.registration.register:
                # The end of what a call has begun would be told on that connection alone.
                del self._listeners[listener.registration.notification]
                listener.registration.sink.end(ConnectionLost(reason))
        self._calls.fail_sent(lambda: ConnectionLost(reason))
        # What waits goes out on the next one.
        self._work.set()

    def _shut(self) -> None:
        """Ends everything but the socket."""
        self._enter("closed")
        self._queue.clear()
        self._calls.close(self._closed)
        for listener in self._listeners.values():
            listener.registration.sink.end(self._fatal)
        self._listeners.clear()
        self._fail_connecting(self._closed())

    def _fail_connecting(self, error: ClientError) -> None:
        for connected in self._connecting:
            if not connected.done():
                connected.set_exception(error)
        self._connecting.clear()

    def _closed(self) -> ClientError:
        """Why nothing can be done any more."""
        return ClientClosed() if self._fatal is None else ConnectFailed(self._reason, self._fatal.status)
