"""The driver: does what it is told with the asynchronous clients."""

from __future__ import annotations

import asyncio
import functools
import threading
from dataclasses import dataclass, field
from typing import Any

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

    main: asyncio.Task[Any] | None
    opened: dict[str, Opened] = field(default_factory=dict)
    subscriptions: dict[int, Any] = field(default_factory=dict)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    own: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    consuming: set[asyncio.Task[None]] = field(default_factory=set)
    begun: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    sockets: int = field(default_factory=sockets)
    threads: int = field(default_factory=threading.active_count)

    def begin(self, command: dict[str, Any]) -> None:
        """Starts a command."""
        number = command["id"]
        self.own[number] = asyncio.create_task(self.answer(number, command))

    async def answer(self, number: int, command: dict[str, Any]) -> None:
        """Runs a command and answers it."""
        try:
            result = await self.run(number, command)
        except BaseException as error:
            say({"id": number, "error": failure(error)})
        else:
            say({"id": number, "ok": result})

    async def run(self, number: int, command: dict[str, Any]) -> Any:
        """Does what a command says."""
        does = command["do"]
        name = command.get("client", "main")
        if does == "open":
            return self.open(name, command)
        if does == "cancel":
            self.own[command["call"]].cancel()
            return None
        if does == "abandon":
            self.begun[command["call"]].cancel()
            return None
        if does == "resume":
            self.held[command["subscription"]].set()
            return None
        if does == "unsubscribe":
            self.subscriptions[command["subscription"]].close()
            return None
        if does == "remains":
            return self.remains()
        opened = self.opened[name]
        if does == "call":
            return await self.call(opened, opened.service, command)
        if does == "batch":
            return await self.batch(opened, command)
        if does == "subscribe":
            return await self.subscribe(number, opened, command)
        if does == "connect":
            return await opened.client.connect()
        if does == "close":
            return await opened.client.close()
        if does == "state":
            return opened.client.state
        if does == "text":
            shown = (opened.client, opened.service, opened.options)
            return " ".join(f"{one} {one!r}" for one in shown)
        raise ValueError(f"nobody knows how to {does}")

    def open(self, name: str, command: dict[str, Any]) -> None:
        """Makes a client."""
        package = PACKAGES[command["interface"]]
        settings = options(package, command["options"])
        client = package.Client(command["url"], settings)
        given = callsign(command["options"])
        service = getattr(package, f"{command['interface'].title()}Client")(client, **given)
        self.opened[name] = Opened(package, client, service, settings, given)

    async def call(self, opened: Opened, service: Any, command: dict[str, Any]) -> Any:
        """Makes a call."""
        positional, named = arguments(opened.package, command)
        result = await getattr(service, command["operation"])(*positional, **named)
        if command["operation"] not in COMPLETED:
            return encoded(result)
        self.begun[command["id"]] = result.completion
        result.completion.add_done_callback(functools.partial(ended, command["id"]))
        return encoded(result.result)

    async def batch(self, opened: Opened, command: dict[str, Any]) -> list[dict[str, Any]]:
        """Sends a batch."""
        async with opened.client.batch() as batch:
            service = type(opened.service)(batch, **opened.callsign)
            tasks = [batch.add(self.call(opened, service, call)) for call in command["calls"]]
        outcomes: list[dict[str, Any]] = []
        for task in tasks:
            error = task.exception()
            outcomes.append({"ok": task.result()} if error is None else {"error": failure(error)})
        return outcomes

    async def subscribe(self, number: int, opened: Opened, command: dict[str, Any]) -> None:
        """Registers, and consumes what comes."""
        positional, named = subscribing(command)
        subscription = await getattr(opened.service, command["operation"])(*positional, **named)
        self.subscriptions[number] = subscription
        self.held[number] = asyncio.Event()
        if not command.get("hold"):
            self.held[number].set()
        task = asyncio.create_task(self.consume(number, subscription, bool(command.get("callback"))))
        self.consuming.add(task)

    async def consume(self, number: int, subscription: Any, by_callback: bool) -> None:
        """Writes every item."""
        await self.held[number].wait()
        try:
            if by_callback:
                await subscription.for_each(lambda given: say(item(number, given)))
            else:
                async for given in subscription:
                    say(item(number, given))
        except Exception as error:
            say({"subscription": number, "end": failure(error)})
        else:
            say({"subscription": number, "end": None})

    def remains(self) -> int:
        """How much is left of the clients."""
        others: set[asyncio.Task[Any] | None] = set(asyncio.all_tasks())
        others -= self.consuming
        others -= set(self.own.values())
        others.discard(self.main)
        return len(others) + sockets() - self.sockets + threading.active_count() - self.threads


async def main() -> None:
    """Starts every command, until the last."""
    loop = asyncio.get_running_loop()
    commands: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def take(command: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(commands.put_nowait, command)

    reading = threading.Thread(target=read_lines, args=[take])
    reading.start()
    driver = Driver(asyncio.current_task())
    while (command := await commands.get())["do"] != "exit":
        driver.begin(command)


if __name__ == "__main__":
    asyncio.run(main())
