// Calls that wait for their answers.

import { ClientClosed, DeadlineExceeded, DecodeError, QueueFull, RpcError } from "./errors.js";
import { isObject, stringify } from "./json.js";
import { milliseconds, type CallOptions } from "./options.js";

/** A call that waits: for a connection, for room, for its answer. */
export class PendingCall {
  readonly id: number;
  readonly answer: Promise<unknown>;
  /** Whether it has been given to the transport. Until then no answer can be meant for it. */
  sent = false;
  /** What it travels in. */
  parcel: Parcel | undefined;
  readonly #request: { jsonrpc: "2.0"; id: number; method: string; params?: unknown };
  readonly #settled: (call: PendingCall) => void;
  #resolve!: (result: unknown) => void;
  #reject!: (reason: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #signal: AbortSignal | undefined;
  #done = false;

  constructor(id: number, method: string, params: unknown, settled: (call: PendingCall) => void) {
    this.id = id;
    this.#request = { jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) };
    this.#settled = settled;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Starts the clock; `waitsFor` tells what is missing when it has run down. */
  limit(deadline: number, signal: AbortSignal | undefined, waitsFor: () => string): void {
    if (signal?.aborted === true) {
      this.fail(signal.reason);
      return;
    }
    this.#timer = setTimeout(() => {
      this.fail(new DeadlineExceeded(deadline, this.sent ? "the server has not answered" : waitsFor()));
    }, deadline);
    this.#signal = signal;
    signal?.addEventListener("abort", this.#giveUp);
  }

  readonly #giveUp = (): void => {
    this.fail(this.#signal?.reason);
  };

  /** Whether it has its outcome. */
  get done(): boolean {
    return this.#done;
  }

  /** The request as it travels. */
  get text(): string {
    return stringify(this.#request);
  }

  /** Gives it its answer. */
  take(message: Record<string, unknown>): void {
    const outcome = read(message);
    if (outcome instanceof Error) {
      this.fail(outcome);
    } else if (this.#end()) {
      this.#resolve(outcome.result);
    }
  }

  /** Ends it with an error. */
  fail(reason: unknown): void {
    if (this.#end()) {
      this.#reject(reason);
    }
  }

  #end(): boolean {
    if (this.#done) {
      return false;
    }
    this.#done = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#giveUp);
    this.#settled(this);
    return true;
  }
}

/** What an answer says. */
function read(message: Record<string, unknown>): { result: unknown } | RpcError | DecodeError {
  const { result, error } = message;
  if (error === undefined || error === null) {
    return Object.hasOwn(message, "result") ? { result } : new DecodeError("", "the answer has neither a result nor an error");
  }
  if (result !== undefined && result !== null) {
    return new DecodeError("", "the answer has both a result and an error");
  }
  if (!isObject(error) || !Number.isInteger(error["code"]) || typeof error["message"] !== "string") {
    return new DecodeError("/error", "the error has no code and message");
  }
  return new RpcError(error["code"] as number, error["message"], error["data"]);
}

/** Calls that travel together; one alone is no batch. */
export class Parcel {
  readonly calls: readonly PendingCall[];
  readonly #batch: boolean;

  constructor(calls: readonly PendingCall[], batch: boolean) {
    this.calls = calls;
    this.#batch = batch;
    for (const call of calls) {
      call.parcel = this;
    }
  }

  /** Whether nothing waits any more. */
  get done(): boolean {
    return this.calls.every((call) => call.done);
  }

  /** The text of what still waits. */
  get text(): string {
    const texts = this.calls.filter((call) => !call.done).map((call) => call.text);
    return this.#batch ? `[${texts.join(",")}]` : texts.join();
  }

  /** Ends all that still waits. */
  fail(reason: () => unknown): void {
    for (const call of this.calls) {
      call.fail(reason());
    }
  }
}

/** All calls of a client. */
export class Calls {
  readonly #pending = new Map<number, PendingCall>();
  readonly #limit: number;
  readonly #deadline: number;
  readonly #waitsFor: () => string;
  #lastId = 0;
  #closed = false;

  constructor(limit: number, deadline: number, waitsFor: () => string) {
    this.#limit = limit;
    this.#deadline = deadline;
    this.#waitsFor = waitsFor;
  }

  /** An id that was never used. */
  nextId(): number {
    return ++this.#lastId;
  }

  /** Makes a call. It waits from now on. */
  open(method: string, params: unknown, options: CallOptions = {}): PendingCall {
    this.admit(1);
    const deadline = milliseconds("deadline", options.deadline, this.#deadline);
    const call = this.#make(method, params);
    call.limit(deadline, options.signal, this.#waitsFor);
    return call;
  }

  /** Makes the calls of a batch; one clock runs for all. */
  openAll(requests: readonly { method: string; params: unknown }[], options: CallOptions = {}): PendingCall[] {
    this.admit(requests.length);
    const deadline = milliseconds("deadline", options.deadline, this.#deadline);
    const calls = requests.map(({ method, params }) => this.#make(method, params));
    for (const call of calls) {
      call.limit(deadline, options.signal, this.#waitsFor);
    }
    return calls;
  }

  /** Makes a call of the runtime's own, for which there is always room. */
  internal(method: string, params: unknown): PendingCall {
    const call = this.#make(method, params);
    call.limit(this.#deadline, undefined, this.#waitsFor);
    return call;
  }

  /** Whether so many more calls may wait. Throws if not. */
  admit(more: number): void {
    if (this.#closed) {
      throw new ClientClosed();
    }
    if (this.#pending.size + more > this.#limit) {
      throw new QueueFull(this.#limit);
    }
  }

  #make(method: string, params: unknown): PendingCall {
    const call = new PendingCall(this.nextId(), method, params, (settled) => this.#pending.delete(settled.id));
    this.#pending.set(call.id, call);
    return call;
  }

  /** Whether any call waits. */
  get waiting(): boolean {
    return this.#pending.size > 0;
  }

  /** Gives an answer to its call. What nobody waits for is ignored. */
  take(message: Record<string, unknown>): void {
    const call = typeof message["id"] === "number" ? this.#pending.get(message["id"]) : undefined;
    if (call?.sent === true) {
      call.take(message);
    }
  }

  /** Gives an error that names no call to those of the only parcel that is unanswered, if it is the only one. */
  takeAnonymous(message: Record<string, unknown>): void {
    const sent = [...this.#pending.values()].filter((call) => call.sent);
    const [only, ...more] = new Set(sent.map((call) => call.parcel));
    if (only !== undefined && more.length === 0) {
      for (const call of sent) {
        call.take(message);
      }
    }
  }

  /** Ends the calls that were sent. */
  failSent(reason: () => Error): void {
    for (const call of [...this.#pending.values()]) {
      if (call.sent) {
        call.fail(reason());
      }
    }
  }

  /** Ends all calls, and all that come. */
  close(reason: () => Error): void {
    this.#closed = true;
    for (const call of [...this.#pending.values()]) {
      call.fail(reason());
    }
  }
}
