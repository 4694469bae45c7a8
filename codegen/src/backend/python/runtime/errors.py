"""The errors that calls and subscriptions fail with."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

KindT = TypeVar("KindT", bound=str)


class ClientError(Exception):
    """What every error of this package is."""


class RpcError(ClientError):
    """The server answered an error."""

    code: int
    """The error's number."""
    message: str
    """The message as it came."""
    data: object
    """What the server adds; None: nothing."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        text = f"{message}: {data}" if isinstance(data, str) else message
        super().__init__(f"{text} ({code})")
        self.code = code
        self.message = message
        self.data = data


class MethodError(RpcError, Generic[KindT]):
    """An error that the called method declares."""

    kind: KindT
    """Which of the declared errors it is."""
    cases: ClassVar[tuple[tuple[str, int, str], ...]] = ()
    """By what each is known: its kind, code and message."""

    def __init__(self, kind: KindT, code: int, message: str, data: object = None) -> None:
        super().__init__(code, message, data)
        self.kind = kind


class DeadlineExceeded(ClientError):
    """There was no answer within the deadline."""

    def __init__(self, seconds: float, waited_for: str) -> None:
        super().__init__(f"no answer within {seconds:g} s: {waited_for}")


class ConnectionLost(ClientError):
    """The connection ended before the answer came; whether the call ran is not known."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the connection was lost before the answer came: {reason}")


class ConnectFailed(ClientError):
    """There is no connection, and trying again is of no use or not wanted."""

    status: int | None
    """The HTTP status that the server refused with, if there was one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(f"cannot connect: {reason}")
        self.status = status


class QueueFull(ClientError):
    """Too many calls wait already; nothing was sent."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} calls may wait, and no more; nothing was sent")


class ClientClosed(ClientError):
    """The client has been closed."""

    def __init__(self) -> None:
        super().__init__("the client is closed")


class DecodeError(ClientError):
    """What came is not JSON-RPC 2.0, or does not fit its type."""

    pointer: str
    """The place, as a JSON pointer."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer}: {reason}" if pointer else reason)
        self.pointer = pointer


class InvalidArgument(ClientError, ValueError):
    """What was given does not fit its type, or cannot be addressed; nothing was sent."""

    pointer: str
    """The place, as a JSON pointer."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer}: {reason}" if pointer else reason)
        self.pointer = pointer


class NotSupported(ClientError):
    """This client cannot do that: there are no events over HTTP, and none in a batch."""


class SlowConsumer(ClientError):
    """Ends a subscription with the policy `fail` whose buffer is full."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} events wait already")
