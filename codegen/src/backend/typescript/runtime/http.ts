// The way over HTTP: each call, and each batch, is one POST.

import type { Calls, Parcel, PendingCall } from "./calls.js";
import type { Channel } from "./channel.js";
import { ClientClosed, ConnectFailed, DecodeError, NotSupported } from "./errors.js";
import { isObject, parse } from "./json.js";
import type { HttpAnswer, Network } from "./network.js";
import { tokenOf, type Settings, type State } from "./options.js";

/** Each call, and each batch, is one POST. */
export class HttpChannel implements Channel {
  readonly waitsFor = "the request has not been sent";
  readonly #url: string;
  readonly #settings: Settings;
  readonly #network: Network;
  readonly #calls: Calls;
  #state: State = "idle";

  constructor(url: string, settings: Settings, network: Network, calls: Calls) {
    this.#url = url;
    this.#settings = settings;
    this.#network = network;
    this.#calls = calls;
  }

  get state(): State {
    return this.#state;
  }

  connect(): Promise<void> {
    // There is no connection that could be there or not.
    return this.#state === "closed" ? Promise.reject(new ClientClosed()) : Promise.resolve();
  }

  checkEvents(): void {
    throw new NotSupported("events need a WebSocket: this client talks over HTTP");
  }

  listen(): void {
    this.checkEvents();
  }

  confirm(): void {
    this.checkEvents();
  }

  unlisten(): void {
    this.checkEvents();
  }

  send(parcel: Parcel): void {
    const aborter = new AbortController();
    // When nobody waits any more, the request is given up.
    Promise.allSettled(parcel.calls.map((call) => call.answer)).then(
      () => {
        aborter.abort();
      },
      () => undefined,
    );
    this.#exchange(parcel, aborter.signal).catch((error: unknown) => {
      parcel.fail(() => (error instanceof ConnectFailed ? error : new ConnectFailed(describe(error))));
    });
  }

  close(): Promise<void> {
    if (this.#state !== "closed") {
      this.#state = "closed";
      this.#settings.onState("closed");
      this.#calls.close(() => new ClientClosed());
      this.#network.close();
    }
    return Promise.resolve();
  }

  async #exchange(parcel: Parcel, signal: AbortSignal): Promise<void> {
    const token = await tokenOf(this.#settings);
    if (parcel.done) {
      return;
    }
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (token !== undefined) {
      headers["Authorization"] = `Bearer ${token}`;
    }
    const text = parcel.text;
    for (const call of parcel.calls) {
      call.sent = true;
    }
    take(parcel, await this.#network.post(this.#url, headers, text, signal));
  }
}

function take(parcel: Parcel, { status, body }: HttpAnswer): void {
  const answers = read(body);
  if (answers === undefined && status !== 200) {
    parcel.fail(() => new ConnectFailed(`the server answered with the HTTP status ${String(status)}`, status));
    return;
  }
  for (const answer of answers ?? []) {
    const meant = (call: PendingCall): boolean => answer["id"] === call.id || answer["id"] === null || answer["id"] === undefined;
    for (const call of parcel.calls.filter(meant)) {
      call.take(answer);
    }
  }
  parcel.fail(() => new DecodeError("", "the server did not answer with JSON-RPC"));
}

/** The answers in a body; `undefined`: there are none. */
function read(body: string): Record<string, unknown>[] | undefined {
  try {
    const json = parse(body);
    const answers = (Array.isArray(json) ? (json as unknown[]) : [json]).filter(isObject);
    const some = answers.filter((answer) => Object.hasOwn(answer, "result") || Object.hasOwn(answer, "error"));
    return some.length > 0 ? some : undefined;
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
