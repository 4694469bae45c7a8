"""One WebSocket, from the handshake to the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from typing import cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from .address import Address
from .errors import ConnectFailed
from .options import CLOSE_TIME, MAX_MESSAGE, SOCKET_BYTES

SUBPROTOCOL = Subprotocol("notification")
"""What is offered."""


class _Listening(ClientConnection):
    """A connection that notes when it last heard anything at all, be it a part of a message."""

    heard_at = 0.0

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)


class WebSocket:
    """An open WebSocket."""

    def __init__(self, connection: _Listening) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, address: Address, token: str | None, tls: ssl.SSLContext | None) -> WebSocket:
        """Connects. Raises `ConnectFailed`."""
        # The library logs the URL, and with it the token, so it is given a logger that nobody listens to.
        logger = logging.Logger("silent", logging.CRITICAL)
        logger.disabled = True
        try:
            connection = await connect(
                address.with_token(token),
                subprotocols=[SUBPROTOCOL],
                additional_headers=_headers(address),
                compression=None,
                proxy=None,
                open_timeout=None,
                ping_interval=None,
                close_timeout=CLOSE_TIME,
                max_size=MAX_MESSAGE,
                write_limit=SOCKET_BYTES,
                logger=logger,
                create_connection=_Listening,
                ssl=tls,
                # Named once more, so that no redirect leads elsewhere, with the token.
                host=address.host,
                port=address.port,
            )
        except (InvalidHandshake, EOFError, OSError, ValueError) as error:
            raise _failure(error) from None
        opened = cast(_Listening, connection)
        opened.heard_at = opened.loop.time()
        return cls(opened)

    @property
    def heard_at(self) -> float:
        """When anything came last, by the clock of the event loop."""
        return self._connection.heard_at

    async def send(self, text: str) -> None:
        """Sends a text, and waits while too much is unsent. A connection that has ended takes everything."""
        # Whoever reads is told.
        with contextlib.suppress(ConnectionClosed):
            await self._connection.send(text)

    async def ping(self) -> None:
        """Asks for a sign of life."""
        with contextlib.suppress(ConnectionClosed):
            await self._connection.ping()

    async def receive(self) -> str | bytes:
        """The next message. Raises a ConnectionError with the reason when there is none any more."""
        try:
            return await self._connection.recv()
        except (ConnectionClosed, UnicodeDecodeError) as error:
            raise ConnectionError(_ending(error)) from None

    async def close(self) -> None:
        """Says good-bye, and waits a while for the answer."""
        try:
            await asyncio.wait_for(self._connection.close(), CLOSE_TIME)
        except asyncio.TimeoutError:
            pass
        finally:
            await self.abort()

    async def abort(self) -> None:
        """Ends it at once."""
        self._connection.transport.abort()
        await self._connection.wait_closed()


def _headers(address: Address) -> dict[str, str]:
    return {} if address.authorization is None else {"Authorization": address.authorization}


def _ending(error: Exception) -> str:
    if not isinstance(error, ConnectionClosed) or error.rcvd is None:
        return "it ended without a word"
    reason = f": {error.rcvd.reason}" if error.rcvd.reason else ""
    return f"closed with {error.rcvd.code}{reason}"


def _failure(error: Exception) -> ConnectFailed:
    """Why there is no connection. A redirect's text may hold the token, so it is not told."""
    refusal = error if isinstance(error, InvalidStatus) else error.__cause__
    if isinstance(refusal, InvalidStatus):
        status = refusal.response.status_code
        return ConnectFailed(f"the server refuses with the HTTP status {status}", status)
    if isinstance(error, (OSError, InvalidHandshake)):
        return ConnectFailed(str(error) or type(error).__name__)
    return ConnectFailed("the server does not speak the WebSocket protocol")
