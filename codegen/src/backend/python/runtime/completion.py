"""What is told later of a call that has begun something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import ClientClosed, ClientError, DecodeError
from .values import Misfit

ResultT = TypeVar("ResultT")
EndT = TypeVar("EndT")


@dataclass(frozen=True, slots=True)
class Started(Generic[ResultT, EndT]):
    """What a call has begun that ends later."""

    result: ResultT
    """What the call answered."""
    completion: asyncio.Future[EndT]
    """What the end says, or `ConnectionLost` when the connection is lost before. Cancelling it gives it up."""


class Awaited(Generic[EndT]):
    """Takes the one notification of a completion."""

    def __init__(self, decode: Callable[[object], EndT]) -> None:
        self._decode = decode
        self.future: asyncio.Future[EndT] = asyncio.get_running_loop().create_future()
        # Whoever does not care about the end need not ask for it.
        self.future.add_done_callback(lambda future: future.cancelled() or future.exception())

    def event(self, params: object) -> bool:
        """The end."""
        if not self.future.done():
            try:
                self.future.set_result(self._decode(params))
            except Misfit as misfit:
                self.future.set_exception(DecodeError(misfit.pointer, misfit.reason))
        return True

    def reconnected(self, snapshot: bool) -> None:
        """Never happens: it ends with its connection."""

    def end(self, error: ClientError | None = None) -> None:
        """It will not be told any more."""
        if not self.future.done():
            self.future.set_exception(error or ClientClosed())
