// The connection to a server, and batches on it.

import { Calls, Parcel } from "./calls.js";
import type { Channel, Registration } from "./channel.js";
import { InvalidArgument, NotSupported, RpcError } from "./errors.js";
import { HttpChannel } from "./http.js";
import { platform, type Network } from "./network.js";
import { settle, type CallOptions, type Options, type State, type SubscribeOptions } from "./options.js";
import { SocketChannel } from "./socket.js";
import { Buffer } from "./subscription.js";

/** The end of a call, waited for. */
export interface Ending {
  /** The id that the server names it by. */
  readonly id: string;
  readonly buffer: Buffer;
  /** The call has been answered: from now on a lost connection ends the waiting. */
  readonly begun: () => void;
  /** Waits no longer. */
  readonly stop: () => void;
}

/** What a registration is made of before it has a client id. */
export interface Target {
  /** The designators of `register` and `unregister`. */
  readonly register: string;
  readonly unregister: string;
  /** The name that is registered for. */
  readonly event: string;
  /** Stands in front of the client's own id, with a dot; empty: nothing does. */
  readonly prefix: string;
  /** What notifications are called behind the client id and a dot. */
  readonly notification: string;
  readonly snapshot: boolean;
}

/** What calls can be made on: a client, or a batch. For generated clients; not for programs. */
export interface Caller {
  /** Calls a method. */
  invoke(method: string, params: unknown, options?: CallOptions): Promise<unknown>;
  /** Registers for an event; gives its items and what ends it. */
  register(target: Target, options?: SubscribeOptions): Promise<{ buffer: Buffer; close: () => void }>;
  /** Listens for the one notification of a completion, under an id that is chosen now. */
  await(event: string): Ending;
}

/** One connection to one server, shared by any number of generated clients. */
export class Client implements Caller {
  readonly #channel: Channel;
  readonly #calls: Calls;
  readonly #shown: string;
  #subscriptions = 0;

  /**
   * A client for the server at this URL: `ws:` and `wss:` talk over a WebSocket, `http:` and `https:` over
   * HTTP, where there are no events. It connects when it is first used.
   */
  constructor(url: string | URL, options: Options = {}, network: Network = platform) {
    const parsed = address(url);
    this.#shown = `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
    const settings = settle(options);
    this.#calls = new Calls(settings.queue, settings.deadline, () => this.#channel.waitsFor);
    const Way = parsed.protocol.startsWith("ws") ? SocketChannel : HttpChannel;
    this.#channel = new Way(parsed.href, settings, network, this.#calls);
  }

  /** Where the connection stands. */
  get state(): State {
    return this.#channel.state;
  }

  /**
   * Makes one attempt to connect, unless there is a connection. Rejects with `ConnectFailed` if that fails;
   * the client can still be used then, and tries again.
   */
  connect(): Promise<void> {
    return this.#channel.connect();
  }

  /**
   * Sends the calls that `collect` makes as one batch. Gives an outcome for each promise that it returns.
   *
   * ```ts
   * const outcomes = await client.batch((batch) => {
   *   const lamps = new LampClient(batch);
   *   return [lamps.dim({ level: 5 }), lamps.getLevel()];
   * });
   * ```
   */
  async batch<T extends readonly unknown[]>(
    collect: (batch: Caller) => readonly [...T],
    options?: CallOptions,
  ): Promise<{ -readonly [Position in keyof T]: PromiseSettledResult<Awaited<T[Position]>> }> {
    const batch = new Batch();
    const outcomes = Promise.allSettled(collect(batch));
    batch.send(this.#calls, this.#channel, options);
    return outcomes;
  }

  /**
   * Ends everything: calls that wait fail with `ClientClosed`, iterations end. Resolves when the connection
   * is gone. Once more does nothing.
   */
  close(): Promise<void> {
    return this.#channel.close();
  }

  /** The server, without what might be secret. */
  toString(): string {
    return `Client(${this.#shown})`;
  }

  /** @internal */
  async invoke(method: string, params: unknown, options?: CallOptions): Promise<unknown> {
    const call = this.#calls.open(method, params, options);
    this.#channel.send(new Parcel([call], false));
    return call.answer;
  }

  /** @internal */
  async register(target: Target, options: SubscribeOptions = {}): Promise<{ buffer: Buffer; close: () => void }> {
    this.#channel.checkEvents();
    this.#calls.admit(1);
    const own = `${target.prefix}subscription${String(++this.#subscriptions)}`;
    const registration: Registration = {
      register: target.register,
      unregister: target.unregister,
      params: { event: target.event, id: own },
      notification: `${own}.${target.notification}`,
      snapshot: target.snapshot,
      isCompletion: false,
      buffer: new Buffer(options),
    };
    // Listening before the server knows, so that the first events are not missed.
    this.#channel.listen(registration);
    const call = this.#calls.open(target.register, registration.params, options);
    this.#channel.send(new Parcel([call], false));
    try {
      await call.answer;
    } catch (error) {
      this.#channel.unlisten(registration, call.sent && !(error instanceof RpcError));
      throw error;
    }
    this.#channel.confirm(registration);
    return {
      buffer: registration.buffer,
      close: () => {
        this.#channel.unlisten(registration);
      },
    };
  }

  /** @internal */
  await(event: string): Ending {
    this.#channel.checkEvents();
    const id = `completion${String(++this.#subscriptions)}`;
    const buffer = new Buffer({ buffer: 1 });
    const registration: Registration = {
      register: "",
      unregister: "",
      params: { event, id },
      notification: `${id}.${event}`,
      snapshot: false,
      isCompletion: true,
      buffer,
    };
    this.#channel.listen(registration);
    const begun = (): void => {
      this.#channel.confirm(registration);
    };
    const stop = (): void => {
      this.#channel.unlisten(registration, false);
      buffer.clear();
    };
    return { id, buffer, begun, stop };
  }
}

/** Collects calls. */
class Batch implements Caller {
  readonly #requests: { method: string; params: unknown }[] = [];
  readonly #answers: ((answer: Promise<unknown>) => void)[] = [];
  #sent = false;

  invoke(method: string, params: unknown): Promise<unknown> {
    if (this.#sent) {
      return Promise.reject(new NotSupported("the batch has been sent already"));
    }
    this.#requests.push({ method, params });
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  register(): Promise<never> {
    return Promise.reject(new NotSupported("a batch holds calls, no registrations"));
  }

  await(): never {
    throw new NotSupported("a batch holds calls that end with their answers");
  }

  send(calls: Calls, channel: Channel, options: CallOptions | undefined): void {
    this.#sent = true;
    if (this.#requests.length === 0) {
      return;
    }
    const parcel = new Parcel(calls.openAll(this.#requests, options), true);
    parcel.calls.forEach((call, place) => this.#answers[place]?.(call.answer));
    channel.send(parcel);
  }
}

function address(url: string | URL): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new InvalidArgument("", "the URL cannot be read");
  }
  if (!["ws:", "wss:", "http:", "https:"].includes(parsed.protocol) || parsed.host === "") {
    throw new InvalidArgument("", `a URL with the scheme ${parsed.protocol} cannot be called; it must be ws, wss, http or https`);
  }
  parsed.hash = "";
  return parsed;
}
