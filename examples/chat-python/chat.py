"""A chat on the command line, over the generated client: every line that is typed is sent to the room, and
everything that happens there is printed. The end of the input leaves the room.
"""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from messenger_client import (
    Client,
    ClientClosed,
    ClientError,
    ConnectionLost,
    DeadlineExceeded,
    Event,
    Item,
    JoinError,
    MessageEvent,
    MessengerClient,
    RpcError,
    Subscription,
    UserUpdateEvent,
)

PATIENCE = 0.5
"""Seconds before a name that is still taken is tried again."""

UNKNOWN_KEY = -31022
"""What a token is answered that has died with its connection."""


@dataclass
class Chat:
    """A user in a room, for as long as the program runs."""

    messenger: MessengerClient
    room: str
    user: str
    token: str | None = None
    """The right to be there; None while the connection is lost."""
    subscriptions: list[Subscription[Any]] = field(default_factory=list)

    async def enter(self) -> None:
        """Joins the room and listens to it."""
        token = await self.messenger.join(room=self.room, user=self.user)
        users = await self.messenger.subscribe_user_update(token)
        messages = await self.messenger.subscribe_message(token)
        self.subscriptions = [users, messages]
        self.token = token

    async def listen(self) -> None:
        """Prints what happens, until the client is closed."""
        while await self.stay():
            self.token = None
            await self.enter_again()

    async def stay(self) -> bool:
        """Prints what happens until the client is closed, or, True, until the membership has died."""
        users, messages = self.subscriptions
        listening = [
            asyncio.create_task(users.for_each(print_user)),
            asyncio.create_task(messages.for_each(print_message)),
        ]
        try:
            for outcome in await asyncio.gather(*listening, return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome
        except ClientError as error:
            if not is_passing(error):
                raise
            return True
        finally:
            for task in listening:
                task.cancel()
        return False

    async def enter_again(self) -> None:
        """Joins until that succeeds."""
        while True:
            try:
                await self.enter()
                return
            except ClientError as error:
                # The server may not have noticed yet that the old connection is gone.
                is_taken = isinstance(error, JoinError) and error.kind == "illegal_state"
                if not is_taken and not is_passing(error):
                    raise
            await asyncio.sleep(PATIENCE)

    async def talk(self, lines: asyncio.Queue[str | None]) -> None:
        """Sends every line of the input, and leaves at its end. A line that is lost is no reason to stop."""
        while (line := await lines.get()) is not None:
            if self.token is None:
                print("not sent: the connection is lost", file=sys.stderr)
                continue
            try:
                await self.messenger.send(room_id=self.token, message=line)
            except ClientError as error:
                print(f"not sent: {error}", file=sys.stderr)
        try:
            if self.token is not None:
                await self.messenger.leave(room_id=self.token)
        except ClientError as error:
            # With the connection, the membership has ended.
            if not is_passing(error):
                raise


def is_passing(error: ClientError) -> bool:
    """Whether a lost connection is the reason, which comes back by itself."""
    is_dead = isinstance(error, RpcError) and error.code == UNKNOWN_KEY
    return is_dead or isinstance(error, (ConnectionLost, DeadlineExceeded))


def print_user(item: Item[UserUpdateEvent]) -> None:
    """Prints who came or went; the messages say it too if something is missing."""
    if isinstance(item, Event):
        print(f"* {item.params.user} {item.params.action}", flush=True)


def print_message(item: Item[MessageEvent]) -> None:
    """Prints a message, or that some are missing."""
    if isinstance(item, Event):
        print(f"{item.params.user}: {item.params.message}", flush=True)
    else:
        print(f"* something was missed: {item.reason}", flush=True)


def typed_lines() -> asyncio.Queue[str | None]:
    """The lines of standard input, which may be a file, and None at its end."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        # Without a buffer, whose lock the program could not end without.
        with io.FileIO(0, closefd=False) as source:
            while line := source.readline():
                loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace").rstrip("\r\n"))
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


async def main(room: str, user: str, url: str = "ws://127.0.0.1:8080/jsonrpc") -> None:
    """Chats until the input ends."""
    async with Client(url) as client:
        chat = Chat(MessengerClient(client), room, user)
        await chat.enter()
        listening = asyncio.create_task(chat.listen())
        talking = asyncio.create_task(chat.talk(typed_lines()))
        done, _ = await asyncio.wait([listening, talking], return_when=asyncio.FIRST_COMPLETED)
        # What is buffered is still printed.
        await client.close()
        talking.cancel()
        try:
            await listening
        except ClientClosed:
            # In the middle of joining again.
            pass
        for task in done:
            task.result()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: ./chat ROOM USER [URL]")
    try:
        asyncio.run(main(*sys.argv[1:]))
    except ClientError as failure:
        sys.exit(str(failure))
