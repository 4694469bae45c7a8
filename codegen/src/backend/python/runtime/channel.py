"""The way to a server, whatever it runs over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .calls import Parcel
from .errors import ClientError
from .options import State


class Sink(Protocol):
    """Where the events of a registration go."""

    def event(self, params: object) -> bool:
        """Takes an event; False: it takes no more."""
        ...

    def reconnected(self, snapshot: bool) -> None:
        """The connection was lost and is there again."""
        ...

    def end(self, error: ClientError | None = None) -> None:
        """Nothing comes any more."""
        ...


@dataclass(frozen=True, slots=True)
class Registration:
    """What a subscription is registered with."""

    register: str
    """The designator of `register`; empty: the server needs no telling."""
    unregister: str
    """The designator of `unregister`."""
    params: dict[str, str]
    """The params of both."""
    notification: str
    """The method name of the notifications."""
    snapshot: bool
    """The server tells its current state upon registration."""
    sink: Sink


class Channel(Protocol):
    """The way to a server."""

    @property
    def state(self) -> State:
        """Where it stands."""
        ...

    async def connect(self) -> None:
        """Makes one attempt to connect, unless it is connected."""
        ...

    def send(self, parcel: Parcel) -> None:
        """Sends calls as soon as that is possible."""
        ...

    def check_events(self) -> None:
        """Raises an error if there are no events here."""
        ...

    def listen(self, registration: Registration) -> None:
        """Listens to the notifications of a registration."""
        ...

    def confirm(self, registration: Registration) -> None:
        """The server has the registration: it is renewed on every further connection."""
        ...

    def unlisten(self, registration: Registration, *, is_uncertain: bool = False) -> None:
        """Stops listening. The server is told if it has the registration, or if that is uncertain."""
        ...

    async def close(self) -> None:
        """Lets go of everything."""
        ...
