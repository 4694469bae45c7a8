// A chat on the command line, over the generated client: every line that is typed is sent to the room, and
// everything that happens there is printed. The end of the input leaves the room.

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Client,
  ClientClosed,
  ConnectionLost,
  DeadlineExceeded,
  JoinError,
  MessengerClient,
  RpcError,
  type Item,
  type MessageEvent,
  type Subscription,
  type UserUpdateEvent,
} from "messenger-client";

/** How long to wait before a name that is still taken is tried again. */
const PATIENCE = 500;

/** A user in a room, for as long as the program runs. */
class Chat {
  readonly #messenger: MessengerClient;
  readonly #room: string;
  readonly #user: string;
  /** The right to be there; absent while the connection is lost. */
  #token: string | undefined;
  #users: Subscription<UserUpdateEvent> | undefined;
  #messages: Subscription<MessageEvent> | undefined;

  constructor(client: Client, room: string, user: string) {
    this.#messenger = new MessengerClient(client);
    this.#room = room;
    this.#user = user;
  }

  /** Joins the room and listens to it. */
  async enter(): Promise<void> {
    const token = await this.#messenger.join({ room: this.#room, user: this.#user });
    this.#users = await this.#messenger.subscribeUserUpdate(token);
    this.#messages = await this.#messenger.subscribeMessage(token);
    this.#token = token;
  }

  /** Prints what happens, until the client is closed. */
  async listen(): Promise<void> {
    while (await this.#stay()) {
      this.#token = undefined;
      await this.#enterAgain();
    }
  }

  /** Sends a line. One that is lost is no reason to stop. */
  async say(message: string): Promise<void> {
    if (this.#token === undefined) {
      console.error("not sent: the connection is lost");
      return;
    }
    try {
      await this.#messenger.send({ roomId: this.#token, message });
    } catch (error) {
      console.error(`not sent: ${String(error)}`);
    }
  }

  /** Leaves the room. */
  async leave(): Promise<void> {
    try {
      if (this.#token !== undefined) {
        await this.#messenger.leave({ roomId: this.#token });
      }
    } catch (error) {
      // With the connection, the membership has ended.
      if (!isPassing(error)) {
        throw error;
      }
    }
  }

  /** Prints what happens until the client is closed, or, `true`, until the membership has died with its connection. */
  async #stay(): Promise<boolean> {
    try {
      await Promise.all([this.#users?.forEach(printUser), this.#messages?.forEach(printMessage)]);
      return false;
    } catch (error) {
      if (isPassing(error)) {
        return true;
      }
      throw error;
    }
  }

  async #enterAgain(): Promise<void> {
    for (;;) {
      try {
        await this.enter();
        return;
      } catch (error) {
        // The server may not have noticed yet that the old connection is gone.
        const isTaken = error instanceof JoinError && error.kind === "illegalState";
        if (!isTaken && !isPassing(error)) {
          throw error;
        }
        await sleep(PATIENCE);
      }
    }
  }
}

/** What a token is answered that has died with its connection. */
const UNKNOWN_KEY = -31022;

/** Whether a lost connection is the reason, which comes back by itself. */
function isPassing(error: unknown): boolean {
  const isDead = error instanceof RpcError && error.code === UNKNOWN_KEY;
  return isDead || error instanceof ConnectionLost || error instanceof DeadlineExceeded;
}

function printUser(item: Item<UserUpdateEvent>): void {
  // The messages say it too if something is missing.
  if (item.type === "event") {
    console.log(`* ${item.params.user} ${item.params.action}`);
  }
}

function printMessage(item: Item<MessageEvent>): void {
  if (item.type === "event") {
    console.log(`${item.params.user}: ${item.params.message}`);
  } else {
    console.log(`* something was missed: ${item.reason}`);
  }
}

async function main(room: string, user: string, url = "ws://127.0.0.1:8080/jsonrpc"): Promise<void> {
  const client = new Client(url);
  try {
    const chat = new Chat(client, room, user);
    await chat.enter();
    const listening = chat.listen();
    const talking = talk(chat);
    await Promise.race([listening, talking]);
    // What is buffered is still printed.
    await client.close();
    await listening.catch((error: unknown) => {
      // In the middle of joining again.
      if (!(error instanceof ClientClosed)) {
        throw error;
      }
    });
  } finally {
    await client.close();
  }
}

/** Sends every line of the input, and leaves at its end. */
async function talk(chat: Chat): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    await chat.say(line);
  }
  await chat.leave();
}

const [room, user, url] = process.argv.slice(2);
if (room === undefined || user === undefined) {
  console.error("usage: npm start -- ROOM USER [URL]");
  process.exitCode = 2;
} else {
  try {
    await main(room, user, url);
  } catch (error) {
    console.error(String(error));
    process.exitCode = 1;
    // Standard input may still be open.
    process.stdin.destroy();
  }
}
