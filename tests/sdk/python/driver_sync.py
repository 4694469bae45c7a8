"""The driver of the clients without `async`: each command runs in a thread of its own."""

from __future__ import annotations

import concurrent.futures
import functools
import importlib
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from common import (
    COMPLETED,
    PACKAGES,
    arguments,
    callsign,
    encoded,
    ended,
    failure,
    item,
    options,
    read_lines,
    say,
    sockets,
    subscribing,
)

T = TypeVar("T")


@dataclass
class Opened:
    """A client with its generated client."""

    package: Any
    client: Any
    service: Any
    options: Any
    callsign: dict[str, str]


@dataclass
class Driver:
    """Everything that commands speak of."""

    opened: dict[str, Opened] = field(default_factory=dict)
    subscriptions: dict[int, Any] = field(default_factory=dict)
    held: dict[int, threading.Event] = field(default_factory=dict)
    own: dict[int, threading.Thread] = field(default_factory=dict)
    consuming: list[threading.Thread] = field(default_factory=list)
    begun: dict[int, concurrent.futures.Future[Any]] = field(default_factory=dict)
    sockets: int = field(default_factory=sockets)

    def begin(self, command: dict[str, Any]) -> None:
        """Starts a command."""
        number = command["id"]
        thread = threading.Thread(target=self.answer, args=[number, command])
        self.own[number] = thread
        calling = CALLING[thread] = Calling()
        thread.start()
        # Until it has begun its call, so that calls keep their order; or until it has ended without one.
        calling.has_begun.wait()

    def answer(self, number: int, command: dict[str, Any]) -> None:
        """Runs a command and answers it."""
        try:
            result = self.run(number, command)
        except BaseException as error:
            say({"id": number, "error": failure(error)})
        else:
            say({"id": number, "ok": result})
        finally:
            CALLING.pop(threading.current_thread()).has_begun.set()

    def run(self, number: int, command: dict[str, Any]) -> Any:
        """Does what a command says."""
        does = command["do"]
        name = command.get("client", "main")
        if does == "open":
            return self.open(name, command)
        if does == "cancel":
            return CALLING[self.own[command["call"]]].cancel()
        if does == "abandon":
            self.begun[command["call"]].cancel()
            return None
        if does == "resume":
            return self.held[command["subscription"]].set()
        if does == "unsubscribe":
            return self.subscriptions[command["subscription"]].close()
        if does == "remains":
            return self.remains()
        opened = self.opened[name]
        if does == "call":
            return self.call(opened, command)
        if does == "batch":
            return self.batch(opened, command)
        if does == "subscribe":
            return self.subscribe(number, opened, command)
        if does == "connect":
            return opened.client.connect()
        if does == "close":
            return opened.client.close()
        if does == "state":
            return opened.client.state
        if does == "text":
            shown = (opened.client, opened.service, opened.options)
            return " ".join(f"{one} {one!r}" for one in shown)
        raise ValueError(f"nobody knows how to {does}")

    def open(self, name: str, command: dict[str, Any]) -> None:
        """Makes a client."""
        package = PACKAGES[command["interface"]]
        sync = importlib.import_module(f"{package.__name__}.sync")
        settings = options(package, command["options"])
        client = cancellable(sync.Client)(command["url"], settings)
        given = callsign(command["options"])
        service = getattr(sync, f"{command['interface'].title()}Client")(client, **given)
        self.opened[name] = Opened(package, client, service, settings, given)

    def call(self, opened: Opened, command: dict[str, Any]) -> Any:
        """Makes a call."""
        positional, named = arguments(opened.package, command)
        result = getattr(opened.service, command["operation"])(*positional, **named)
        if command["operation"] not in COMPLETED:
            return encoded(result)
        self.begun[command["id"]] = result.completion
        result.completion.add_done_callback(functools.partial(ended, command["id"]))
        return encoded(result.result)

    def batch(self, opened: Opened, command: dict[str, Any]) -> list[dict[str, Any]]:
        """Sends a batch."""

        async def call(service: Any, one: dict[str, Any]) -> Any:
            positional, named = arguments(opened.package, one)
            return encoded(await getattr(service, one["operation"])(*positional, **named))

        kind = getattr(opened.package, type(opened.service).__name__)
        with opened.client.batch() as batch:
            service = kind(batch.asynchronous, **opened.callsign)
            futures = [batch.add(call(service, one)) for one in command["calls"]]
        outcomes: list[dict[str, Any]] = []
        for future in futures:
            error = future.exception()
            outcomes.append({"ok": future.result()} if error is None else {"error": failure(error)})
        return outcomes

    def subscribe(self, number: int, opened: Opened, command: dict[str, Any]) -> None:
        """Registers, and consumes what comes."""
        positional, named = subscribing(command)
        subscription = getattr(opened.service, command["operation"])(*positional, **named)
        self.subscriptions[number] = subscription
        self.held[number] = threading.Event()
        if not command.get("hold"):
            self.held[number].set()
        by_callback = bool(command.get("callback"))
        thread = threading.Thread(target=self.consume, args=[number, subscription, by_callback])
        self.consuming.append(thread)
        thread.start()

    def consume(self, number: int, subscription: Any, by_callback: bool) -> None:
        """Writes every item."""
        self.held[number].wait()
        try:
            if by_callback:
                subscription.for_each(lambda given: say(item(number, given)))
            else:
                for given in subscription:
                    say(item(number, given))
        except Exception as error:
            say({"subscription": number, "end": failure(error)})
        else:
            say({"subscription": number, "end": None})

    def remains(self) -> int:
        """How much is left of the clients."""
        others = set(threading.enumerate()) - set(self.own.values()) - set(self.consuming)
        return sockets() - self.sockets + len(others - {threading.main_thread()})


@dataclass
class Calling:
    """What a thread waits for."""

    has_begun: threading.Event = field(default_factory=threading.Event)
    future: concurrent.futures.Future[Any] | None = None

    def cancel(self) -> None:
        """Gives it up."""
        if self.future is not None:
            self.future.cancel()


CALLING: dict[threading.Thread, Calling] = {}


def cancellable(base: Any) -> Any:
    """A client that can be told from elsewhere to give a call up, as a person does with a key."""

    class Cancellable(base):  # type: ignore[misc]
        def submit(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
            future: concurrent.futures.Future[T] = super().submit(work)
            calling = CALLING.get(threading.current_thread())
            if calling is not None:
                calling.future = future
                calling.has_begun.set()
            return future

    return Cancellable


if __name__ == "__main__":
    DRIVER = Driver()
    read_lines(lambda command: None if command["do"] == "exit" else DRIVER.begin(command))
