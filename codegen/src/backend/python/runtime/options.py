"""What can be set, and what holds otherwise. All times are in seconds."""

from __future__ import annotations

import inspect
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .errors import InvalidArgument

Token: TypeAlias = "str | Callable[[], str | Awaitable[str]]"
"""A token, or a function that gives one before each attempt to connect and each HTTP request."""

State: TypeAlias = Literal["idle", "connecting", "open", "waiting", "closed"]
"""Where a connection stands: not used yet, on the way, there, lost and about to be tried again, or
closed for good. A client over HTTP is `idle` until it is closed."""

Policy: TypeAlias = Literal["drop-oldest", "drop-newest", "fail"]
"""What happens when the buffer of a subscription is full."""

POLICIES: tuple[Policy, ...] = ("drop-oldest", "drop-newest", "fail")

ATTEMPT_TIME = 10.0
"""How long an attempt to connect may take."""

STABLE_TIME = 5.0
"""How long a connection must have lived for the delays to start anew."""

CLOSE_TIME = 2.0
"""How long the other side may take to close."""

SOCKET_BYTES = 1 << 20
"""Bytes that may wait in a socket before calls wait in the queue."""

MAX_MESSAGE = 64 << 20
"""The longest message that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Certificates, each a text in the format PEM. Those of servers are always verified."""

    ca: str | None = None
    """Authorities that are trusted besides those of the platform."""
    certificate: str | None = None
    """The client's own certificate, and those between it and an authority."""
    key: str | None = field(default=None, repr=False)
    """The key to the client's certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a client."""

    deadline: float = 10.0
    """Seconds that a call may take, everything included."""
    queue: int = 1024
    """Calls that may wait, unsent or unanswered; one more fails with `QueueFull`."""
    heartbeat: float = 15.0
    """Seconds of silence after which a WebSocket is asked whether it lives."""
    reconnect_first: float = 0.25
    """Seconds before the first attempt to connect anew. Each further one waits twice as long."""
    reconnect_most: float = 5.0
    """Seconds between two attempts at most."""
    token: Token | None = field(default=None, repr=False)
    """Says who is calling. It is never shown in a text."""
    tls: Tls | None = None
    """Certificates for `wss:` and `https:`."""
    on_state: Callable[[State], None] | None = None
    """Is told every state that the client enters."""

    def __post_init__(self) -> None:
        for name in ("deadline", "heartbeat", "reconnect_first", "reconnect_most"):
            seconds(name, getattr(self, name))
        count("queue", self.queue)

    async def current_token(self) -> str | None:
        """The token at this moment."""
        given = self.token() if callable(self.token) else self.token
        return await given if inspect.isawaitable(given) else given


def seconds(name: str, value: float) -> float:
    """Checks a time that an option gives."""
    if not value > 0 or math.isinf(value):
        raise InvalidArgument("", f"the option {name} is {value!r}; it must be more than 0 s")
    return value


def count(name: str, value: int) -> int:
    """Checks a number that an option gives."""
    if value < 1:
        raise InvalidArgument("", f"the option {name} is {value!r}; it must be at least 1")
    return value
