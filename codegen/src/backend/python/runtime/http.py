"""The way over HTTP: each call, and each batch, is one POST."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import h11

from . import wire
from .address import Address, tls_context
from .calls import Calls, Parcel
from .channel import Registration
from .errors import ClientClosed, ClientError, ConnectFailed, DecodeError, NotSupported
from .options import Options, State


class HttpChannel:
    """Each call, and each batch, is one POST."""

    def __init__(self, address: Address, options: Options, calls: Calls) -> None:
        self._address = address
        self._options = options
        self._tls = tls_context(address, options.tls)
        self._calls = calls
        calls.waits_for = lambda: "the request has not been sent"
        self._state: State = "idle"
        self._exchanges: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> State:
        """`idle` until it is closed."""
        return self._state

    async def connect(self) -> None:
        """Does nothing: there is no connection that could be there or not."""
        if self._state == "closed":
            raise ClientClosed

    def check_events(self) -> None:
        """There are none here."""
        raise NotSupported("events need a WebSocket: this client talks over HTTP")

    def listen(self, registration: Registration) -> None:
        """There are no events here."""
        self.check_events()

    def confirm(self, registration: Registration) -> None:
        """There are no events here."""
        self.check_events()

    def unlisten(self, registration: Registration, *, is_uncertain: bool = False) -> None:
        """There are no events here."""
        self.check_events()

    def send(self, parcel: Parcel) -> None:
        """Sends calls at once."""
        exchange = asyncio.create_task(self._exchange(parcel))
        self._exchanges.add(exchange)
        exchange.add_done_callback(self._exchanges.discard)
        waiting = len(parcel.calls)

        def give_up(_: asyncio.Future[object]) -> None:
            nonlocal waiting
            waiting -= 1
            if waiting == 0:
                # When nobody waits any more, the request is of no use.
                exchange.cancel()

        for call in parcel.calls:
            call.answer.add_done_callback(give_up)

    async def close(self) -> None:
        """Lets go of everything."""
        if self._state != "closed":
            self._state = "closed"
            if self._options.on_state is not None:
                asyncio.get_running_loop().call_soon(self._options.on_state, "closed")
            self._calls.close()
        exchanges = list(self._exchanges)
        for exchange in exchanges:
            exchange.cancel()
        await asyncio.gather(*exchanges, return_exceptions=True)

    async def _exchange(self, parcel: Parcel) -> None:
        try:
            token = await self._options.current_token()
        except Exception as error:
            reason = f"there is no token: {error}"
            parcel.fail(lambda: ConnectFailed(reason))
            return
        if parcel.done:
            return
        try:
            _take(parcel, await _post(self._address, self._tls, token, parcel.take_text()))
        except ClientError as error:
            failure = error
            parcel.fail(lambda: failure)
        except (OSError, EOFError, h11.RemoteProtocolError) as error:
            reason = str(error) or type(error).__name__
            parcel.fail(lambda: ConnectFailed(reason))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


async def _post(address: Address, tls: ssl.SSLContext | None, token: str | None, text: str) -> _Answer:
    """Sends a request on a connection of its own, and waits for the whole answer."""
    body = text.encode()
    head = _head(address, token, len(body))
    reader, writer = await asyncio.open_connection(address.host, address.port, ssl=tls)
    try:
        connection = h11.Connection(h11.CLIENT)
        for part in (head, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(part) or b"")
        await writer.drain()
        status, parts = 0, list[bytes]()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(1 << 16))
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                parts.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return _Answer(status, b"".join(parts))
            elif not isinstance(event, h11.InformationalResponse):
                raise EOFError("the server ended the connection before it answered")
    finally:
        writer.transport.abort()


def _head(address: Address, token: str | None, length: int) -> h11.Request:
    headers = [
        ("Host", address.authority),
        ("Content-Type", "application/json"),
        ("Accept", "application/json"),
        ("Content-Length", str(length)),
        ("Connection", "close"),
    ]
    if token is not None:
        headers.append(("Authorization", f"Bearer {token}"))
    elif address.authorization is not None:
        headers.append(("Authorization", address.authorization))
    try:
        return h11.Request(method="POST", target=address.target, headers=headers)
    except (UnicodeError, h11.LocalProtocolError):
        # The reason would show the header, and with it the token.
        raise ConnectFailed("the token holds characters that no header may hold") from None


def _take(parcel: Parcel, answer: _Answer) -> None:
    answers = _answers(answer.body)
    if not answers and answer.status != 200:
        reason = f"the server answered with the HTTP status {answer.status}"
        parcel.fail(lambda: ConnectFailed(reason, answer.status))
    for message in answers:
        number = message.get("id")
        for call in parcel.calls:
            if number is None or (type(number) is int and number == call.number):
                call.take(message)
    parcel.fail(lambda: DecodeError("", "the server did not answer with JSON-RPC"))


def _answers(body: bytes) -> list[dict[str, object]]:
    """The answers in a body, if there are any."""
    try:
        messages = wire.messages(wire.parse(body))
    except ValueError:
        return []
    return [message for message in messages if "result" in message or "error" in message]
