// The way over a WebSocket: one connection that is made anew whenever it is lost.

import type { Calls, Parcel, PendingCall } from "./calls.js";
import type { Channel, Registration } from "./channel.js";
import { ClientClosed, ConnectFailed, ConnectionLost, RpcError, type ClientError } from "./errors.js";
import { isObject, parse, stringify } from "./json.js";
import type { Network, Socket } from "./network.js";
import { ATTEMPT_TIME, CLOSE_TIME, SOCKET_BYTES, STABLE_TIME, tokenOf, type Settings, type State } from "./options.js";

type Timer = ReturnType<typeof setTimeout>;

/** A subscription as the connection sees it. */
interface Listener {
  readonly registration: Registration;
  /** It is registered again on every further connection. */
  confirmed: boolean;
  /** The server may have it on the present connection. */
  registered: boolean;
}

/** Statuses below 500 after which another attempt may still succeed. */
const TRANSIENT = [408, 425, 429];

/** One connection that is made anew whenever it is lost. */
export class SocketChannel implements Channel {
  readonly #url: string;
  readonly #settings: Settings;
  readonly #network: Network;
  readonly #calls: Calls;
  readonly #queue: Parcel[] = [];
  readonly #listeners = new Map<string, Listener>();
  #state: State = "idle";
  #socket: Socket | undefined;
  /** Whether the queue flows: everything is registered. */
  #flowing = false;
  #attempt = 0;
  #failures = 0;
  #openedAt = 0;
  #heardAt = 0;
  #reason = "it has not been tried yet";
  #fatal: ConnectFailed | undefined;
  #connecting: { resolve: () => void; reject: (error: ClientError) => void }[] = [];
  #retryTimer: Timer | undefined;
  #attemptTimer: Timer | undefined;
  #heartbeatTimer: Timer | undefined;
  #pumpTimer: Timer | undefined;
  #closed: (() => void) | undefined;

  constructor(url: string, settings: Settings, network: Network, calls: Calls) {
    this.#url = url;
    this.#settings = settings;
    this.#network = network;
    this.#calls = calls;
  }

  get state(): State {
    return this.#state;
  }

  get waitsFor(): string {
    return this.#state === "open" ? "earlier calls are still to be sent" : `there is no connection (${this.#reason})`;
  }

  connect(): Promise<void> {
    if (this.#state === "open") {
      return Promise.resolve();
    }
    if (this.#state === "closed") {
      return Promise.reject(this.#end());
    }
    const connected = new Promise<void>((resolve, reject) => this.#connecting.push({ resolve, reject }));
    this.#begin();
    return connected;
  }

  checkEvents(): void {
    // There are.
  }

  send(parcel: Parcel): void {
    // Those that have ended while there was no connection would pile up.
    while (this.#queue[0]?.done === true) {
      this.#queue.shift();
    }
    this.#queue.push(parcel);
    this.#wake();
    this.#pump();
  }

  listen(registration: Registration): void {
    this.#listeners.set(registration.notification, { registration, confirmed: false, registered: false });
  }

  confirm(registration: Registration): void {
    const listener = this.#listeners.get(registration.notification);
    if (listener === undefined) {
      // It has ended meanwhile: its buffer was full.
      if (!registration.isCompletion) {
        this.#unregister(registration);
      }
    } else {
      listener.confirmed = listener.registered = true;
    }
  }

  unlisten(registration: Registration, mayBeRegistered?: boolean): void {
    const listener = this.#listeners.get(registration.notification);
    this.#listeners.delete(registration.notification);
    if (listener !== undefined && (mayBeRegistered ?? listener.registered)) {
      this.#unregister(registration);
    }
  }

  #unregister({ unregister, params }: Registration): void {
    if (this.#state === "open") {
      this.#socket?.send(stringify({ jsonrpc: "2.0", method: unregister, params }));
    }
  }

  async close(): Promise<void> {
    if (this.#state !== "closed") {
      this.#shut();
    }
    const socket = this.#socket;
    if (socket === undefined) {
      // An attempt that still waits for its token goes no further.
      this.#attempt++;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        socket.terminate();
      }, CLOSE_TIME);
      this.#closed = () => {
        clearTimeout(timer);
        resolve();
      };
      socket.close();
    });
  }

  #enter(state: State): void {
    if (this.#state !== state) {
      this.#state = state;
      this.#settings.onState(state);
    }
  }

  /** Connects if nobody has yet. */
  #wake(): void {
    if (this.#state === "idle") {
      this.#begin();
    }
  }

  /** Starts an attempt, unless one is on its way. */
  #begin(): void {
    if (this.#state !== "idle" && this.#state !== "waiting") {
      return;
    }
    clearTimeout(this.#retryTimer);
    this.#enter("connecting");
    const attempt = ++this.#attempt;
    const current = (): boolean => attempt === this.#attempt;
    this.#attemptTimer = setTimeout(() => {
      this.#drop(`no connection within ${String(ATTEMPT_TIME)} ms`);
    }, ATTEMPT_TIME);
    tokenOf(this.#settings).then(
      (token) => {
        if (!current()) {
          return;
        }
        this.#socket = this.#network.connect(withToken(this.#url, token), {
          opened: () => {
            if (current()) {
              this.#opened();
            }
          },
          message: (text) => {
            if (current()) {
              this.#message(text);
            }
          },
          closed: (reason, status) => {
            if (current()) {
              this.#lost(reason, status);
            }
          },
        });
      },
      (error: unknown) => {
        if (current()) {
          this.#lost(`there is no token: ${error instanceof Error ? error.message : String(error)}`);
        }
      },
    );
  }

  #opened(): void {
    clearTimeout(this.#attemptTimer);
    this.#openedAt = this.#heardAt = performance.now();
    this.#enter("open");
    this.#watch();
    for (const { resolve } of this.#connecting.splice(0)) {
      resolve();
    }
    const listeners = [...this.#listeners.values()].filter((listener) => listener.confirmed);
    const attempt = this.#attempt;
    const renewals = listeners.map((listener) => this.#renew(listener, attempt));
    Promise.all(renewals).then(
      () => {
        if (attempt === this.#attempt && this.#state === "open") {
          this.#flowing = true;
          this.#pump();
        }
      },
      () => {
        // An answer did not come: the connection is of no use.
        if (attempt === this.#attempt) {
          this.#drop("the server does not answer");
        }
      },
    );
  }

  /** Registers a subscription on a new connection. */
  async #renew(listener: Listener, attempt: number): Promise<void> {
    const { registration } = listener;
    registration.buffer.reconnected(registration.snapshot);
    listener.registered = true;
    const call = this.#calls.internal(registration.register, registration.params);
    this.#transmit(call.text, [call]);
    try {
      await call.answer;
    } catch (error) {
      if (error instanceof RpcError) {
        if (attempt === this.#attempt && this.#listeners.get(registration.notification) === listener) {
          this.#listeners.delete(registration.notification);
          registration.buffer.end(error);
        }
        return;
      }
      throw error;
    }
  }

  /** Sends what waits, as far as the socket takes it. */
  #pump(): void {
    clearTimeout(this.#pumpTimer);
    const socket = this.#socket;
    if (!this.#flowing || socket === undefined) {
      return;
    }
    while (this.#queue.length > 0) {
      if (socket.buffered() > SOCKET_BYTES) {
        this.#pumpTimer = setTimeout(() => {
          this.#pump();
        }, 10);
        return;
      }
      const parcel = this.#queue.shift();
      if (parcel?.done === false) {
        this.#transmit(parcel.text, parcel.calls);
      }
    }
  }

  #transmit(text: string, calls: readonly PendingCall[]): void {
    for (const call of calls) {
      call.sent = true;
    }
    this.#socket?.send(text);
  }

  #message(text: string): void {
    this.#heardAt = performance.now();
    let message: unknown;
    try {
      message = parse(text);
    } catch {
      // Not for us, whatever it is.
      return;
    }
    for (const one of Array.isArray(message) ? (message as unknown[]) : [message]) {
      if (isObject(one)) {
        this.#handle(one);
      }
    }
  }

  #handle(message: Record<string, unknown>): void {
    const { id, method, params } = message;
    if (id !== undefined && id !== null) {
      // A call by the server is nothing that we answer.
      if (method === undefined || Object.hasOwn(message, "result") || Object.hasOwn(message, "error")) {
        this.#calls.take(message);
      }
    } else if (typeof method === "string") {
      const listener = this.#listeners.get(method);
      if (listener?.registration.buffer.event(params) === false) {
        this.unlisten(listener.registration);
      }
    } else if (isObject(message["error"])) {
      this.#calls.takeAnonymous(message);
    }
  }

  /** Notices a connection that has gone silent. */
  #watch(): void {
    const { heartbeat } = this.#settings;
    let probedAt: number | undefined;
    const look = (): void => {
      const now = performance.now();
      const silent = now - this.#heardAt;
      // A timer may be late: what counts is whether anything has come since the question.
      if (probedAt !== undefined && this.#heardAt > probedAt) {
        probedAt = undefined;
      }
      if (silent < heartbeat) {
        this.#heartbeatTimer = setTimeout(look, heartbeat - silent + 1);
      } else if (probedAt !== undefined) {
        this.#drop("the server has gone silent");
      } else {
        probedAt = now;
        const request = { jsonrpc: "2.0", id: this.#calls.nextId(), method: "exists", params: { method: "exists" } };
        this.#socket?.send(stringify(request));
        this.#heartbeatTimer = setTimeout(look, heartbeat);
      }
    };
    this.#heartbeatTimer = setTimeout(look, heartbeat);
  }

  /** Ends the present connection, which is then lost. */
  #drop(reason: string): void {
    const socket = this.#socket;
    // What it still says is nobody's.
    this.#attempt++;
    socket?.terminate();
    this.#lost(reason);
  }

  /** The connection has ended, or could not be made. */
  #lost(reason: string, status?: number): void {
    this.#attempt++;
    this.#socket = undefined;
    this.#flowing = false;
    for (const timer of [this.#attemptTimer, this.#heartbeatTimer, this.#pumpTimer]) {
      clearTimeout(timer);
    }
    if (this.#state === "closed") {
      this.#closed?.();
      return;
    }
    const wasOpen = this.#state === "open";
    this.#reason = reason;
    for (const [notification, listener] of this.#listeners) {
      // What a call has begun is told on its own connection or never.
      if (listener.registration.isCompletion && listener.confirmed) {
        this.#listeners.delete(notification);
        listener.registration.buffer.end(new ConnectionLost(reason));
      }
      listener.registered = false;
    }
    this.#calls.failSent(() => new ConnectionLost(reason));
    if (status !== undefined && status >= 400 && status < 500 && !TRANSIENT.includes(status)) {
      this.#fatal = new ConnectFailed(reason, status);
      this.#shut();
      return;
    }
    for (const { reject } of this.#connecting.splice(0)) {
      reject(new ConnectFailed(reason, status));
    }
    const wanted = wasOpen || this.#failures > 0 || this.#calls.waiting || this.#listeners.size > 0;
    if (!wanted) {
      this.#enter("idle");
      return;
    }
    if (wasOpen && performance.now() - this.#openedAt >= STABLE_TIME) {
      this.#failures = 0;
    }
    const { firstDelay, mostDelay } = this.#settings;
    const delay = Math.min(firstDelay * 2 ** this.#failures, mostDelay) * (0.5 + Math.random() / 2);
    this.#failures++;
    this.#enter("waiting");
    this.#retryTimer = setTimeout(() => {
      this.#begin();
    }, delay);
  }

  /** Ends everything but the socket. */
  #shut(): void {
    for (const timer of [this.#retryTimer, this.#attemptTimer, this.#heartbeatTimer, this.#pumpTimer]) {
      clearTimeout(timer);
    }
    this.#enter("closed");
    this.#queue.length = 0;
    this.#calls.close(() => this.#end());
    for (const { registration } of this.#listeners.values()) {
      registration.buffer.end(this.#fatal);
    }
    this.#listeners.clear();
    for (const { reject } of this.#connecting.splice(0)) {
      reject(this.#end());
    }
  }

  /** Why nothing can be done any more. */
  #end(): ClientError {
    return this.#fatal ?? new ClientClosed();
  }
}

/** The URL with a token, which nobody should show. */
function withToken(url: string, token: string | undefined): string {
  if (token === undefined) {
    return url;
  }
  return `${url}${url.includes("?") ? "&" : "?"}token=${encodeURIComponent(token)}`;
}
