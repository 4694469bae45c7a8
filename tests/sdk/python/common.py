"""What both drivers share: how options, params, results, items and errors are written as JSON."""

from __future__ import annotations

import asyncio
import concurrent.futures
import dataclasses
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, cast

import dimmer_client
import messenger_client
import recorder_client

PACKAGES: dict[str, Any] = {
    "messenger": messenger_client,
    "dimmer": dimmer_client,
    "recorder": recorder_client,
}

KINDS = {
    "DeadlineExceeded": "deadline",
    "ConnectionLost": "connection-lost",
    "ConnectFailed": "connect-failed",
    "QueueFull": "queue-full",
    "ClientClosed": "closed",
    "DecodeError": "decode",
    "InvalidArgument": "argument",
    "NotSupported": "not-supported",
    "SlowConsumer": "slow-consumer",
}

COMPLETED = {"record"}
"""Operations whose end is told later."""

_WRITING = threading.Lock()


def say(message: dict[str, Any]) -> None:
    """Writes a line."""
    with _WRITING:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def options(package: Any, given: dict[str, Any]) -> Any:
    """The package's options for those of a command, which count in milliseconds."""
    settings: dict[str, Any] = {}
    for name in ("deadline", "heartbeat", "reconnect_first", "reconnect_most"):
        if name in given:
            settings[name] = given[name] / 1000
    for name in ("queue", "token"):
        if name in given:
            settings[name] = given[name]
    if "ca" in given:
        settings["tls"] = package.Tls(ca=given["ca"])
    return package.Options(**settings)


def callsign(given: dict[str, Any]) -> dict[str, str]:
    """The callsign, if a command gives one."""
    return {"callsign": given["callsign"]} if "callsign" in given else {}


def arguments(package: Any, command: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What the method of a call is given, read by the package's own types."""
    operation = command["operation"]
    positional = place(command)
    named: dict[str, Any] = {}
    words = "".join(word.title() for word in operation.split("_"))
    params = getattr(package, f"{words}Params", None)
    if params is not None:
        given: Any = command.get("params")
        if operation in COMPLETED:
            # Which the client fills in itself.
            given = {**given, "id": ""}
        value = params.from_json(given)
        named = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        if operation in COMPLETED:
            del named["id"]
    elif operation.startswith("set_"):
        positional.append(command.get("params"))
    if "deadline" in command:
        named["deadline"] = command["deadline"] / 1000
    return positional, named


def place(command: dict[str, Any]) -> list[Any]:
    """Which of several is meant."""
    return [command[name] for name in ("instance", "index") if name in command]


def subscribing(command: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What the method of a subscription is given."""
    return place(command), {name: command[name] for name in ("buffer", "policy") if name in command}


def encoded(value: Any) -> Any:
    """A value of a package as JSON."""
    return value.to_json() if hasattr(value, "to_json") else value


def item(subscription: int, given: Any) -> dict[str, Any]:
    """The line of an item."""
    if type(given).__name__ == "Event":
        return {"subscription": subscription, "event": encoded(given.params)}
    gap = {"cause": given.cause, "missed": given.missed, "snapshot": given.snapshot}
    return {"subscription": subscription, "gap": gap}


def failure(error: BaseException) -> dict[str, Any]:
    """An error as JSON."""
    text = "".join(traceback.format_exception(error))
    name = type(error).__name__
    shown: Any = error
    if isinstance(error, (asyncio.CancelledError, concurrent.futures.CancelledError)):
        return {"kind": "cancelled", "text": text}
    if hasattr(error, "kind"):
        rpc = {"code": shown.code, "message": shown.message, "data": shown.data}
        return {"kind": "method", "name": name, "case": shown.kind, **rpc, "text": text}
    if name == "RpcError":
        return {"kind": "rpc", "code": shown.code, "message": shown.message, "data": shown.data, "text": text}
    written: dict[str, Any] = {"kind": KINDS.get(name, "other"), "text": text}
    for more in ("pointer", "status"):
        if hasattr(error, more):
            written[more] = getattr(error, more)
    return written


def ended(call: int, future: Any) -> None:
    """Writes the end of what a call began; `future` has come to it."""
    try:
        line = {"completion": call, "ok": encoded(future.result())}
    except (Exception, asyncio.CancelledError, concurrent.futures.CancelledError) as error:
        line = {"completion": call, "error": failure(error)}
    say(line)


def sockets() -> int:
    """How many sockets there are."""
    count = 0
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            count += os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:")
        except FileNotFoundError:
            # That of the listing itself.
            continue
    return count


def read_lines(take: Callable[[dict[str, Any]], object]) -> None:
    """Gives every command to `take`; the last is `exit`."""
    for line in sys.stdin:
        command = cast("dict[str, Any]", json.loads(line))
        take(command)
        if command["do"] == "exit":
            return
    take({"do": "exit"})
