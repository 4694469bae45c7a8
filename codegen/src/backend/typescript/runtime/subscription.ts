// The events of one registration.

import { DecodeError, SlowConsumer, type ClientError } from "./errors.js";
import { count, type Policy, type SubscribeOptions } from "./options.js";
import { Misfit, type Codec } from "./values.js";

/** An event with what it carries. */
export interface Event<T> {
  readonly type: "event";
  readonly params: T;
}

/** Something is missing at this place. State that is kept from events should be fetched anew. */
export interface Gap {
  readonly type: "gap";
  /**
   * Why: the connection was lost and is there again, the consumer was too slow, or an event did not fit
   * its type.
   */
  readonly cause: "reconnected" | "overflow" | "unreadable";
  /** How many events are missing; `undefined`: nobody knows. */
  readonly missed: number | undefined;
  /** The server now tells its current state, as events. */
  readonly snapshot: boolean;
  /** In words. */
  readonly reason: string;
}

/** What a subscription gives. */
export type Item<T> = Event<T> | Gap;

/** What waits in a buffer: an event not yet decoded, or a gap. */
type Entry = { readonly params: unknown } | Gap;

/** A bounded row of items, filled by the connection and emptied by the consumer. */
export class Buffer {
  readonly #limit: number;
  readonly #policy: Policy;
  readonly #entries: Entry[] = [];
  #wake: (() => void)[] = [];
  #end: { readonly error: ClientError | undefined } | undefined;

  constructor(options: SubscribeOptions) {
    this.#limit = count("buffer", options.buffer, 1_024);
    this.#policy = options.policy ?? "drop-oldest";
  }

  /** Puts an event in; `false`: there is no room, and the policy is to fail. */
  event(params: unknown): boolean {
    if (this.#end !== undefined) {
      return true;
    }
    if (this.#entries.length >= this.#limit) {
      return this.#overflow(params);
    }
    this.#push({ params });
    return true;
  }

  /** Says that the connection is there again; several times without an event between them are one. */
  reconnected(snapshot: boolean): void {
    const last = this.#entries.at(-1);
    if (this.#end === undefined && !(last !== undefined && "type" in last && last.cause === "reconnected")) {
      this.#push({ type: "gap", cause: "reconnected", missed: undefined, snapshot, reason: "the connection was lost and is there again" });
    }
  }

  /** Nothing comes any more; an error is given after what is there. */
  end(error?: ClientError): void {
    if (this.#end === undefined) {
      this.#end = { error };
      this.#notify();
    }
  }

  /** Nothing is given any more. */
  clear(): void {
    this.#entries.length = 0;
    this.#end = { error: undefined };
    this.#notify();
  }

  /** The next entry; `undefined`: the end. Throws the error that it ended with, once. */
  async take(): Promise<Entry | undefined> {
    for (;;) {
      const entry = this.#entries.shift();
      if (entry !== undefined) {
        return entry;
      }
      if (this.#end !== undefined) {
        const { error } = this.#end;
        this.#end = { error: undefined };
        if (error !== undefined) {
          throw error;
        }
        return undefined;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #overflow(params: unknown): boolean {
    if (this.#policy === "fail") {
      this.end(new SlowConsumer(this.#limit));
      return false;
    }
    if (this.#policy === "drop-newest") {
      this.#dropped(this.#entries.length, 1);
      return true;
    }
    // A gap of this cause is always the first; what it counts is not dropped again.
    const first = this.#entries[0];
    const place = first !== undefined && "type" in first && first.cause === "overflow" ? 1 : 0;
    const [gone] = this.#entries.splice(place, 1);
    this.#dropped(place, gone !== undefined && "params" in gone ? 1 : 0);
    this.#entries.push({ params });
    return true;
  }

  /** Counts events that were dropped in front of this place. */
  #dropped(place: number, events: number): void {
    const before = this.#entries[place - 1];
    const missed = events + (before !== undefined && "type" in before && before.cause === "overflow" ? (before.missed ?? 0) : 0);
    const gap: Gap = { type: "gap", cause: "overflow", missed, snapshot: false, reason: `${String(missed)} events came faster than they were taken` };
    if (missed === events) {
      this.#entries.splice(place, 0, gap);
    } else {
      this.#entries[place - 1] = gap;
    }
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    this.#notify();
  }

  #notify(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const wake of woken) {
      wake();
    }
  }
}

/**
 * The events of one registration, in the order in which the server sent them. Iterate over it, or hand the
 * items to a callback; leaving the iteration closes it.
 */
export class Subscription<T> implements AsyncIterable<Item<T>> {
  readonly #buffer: Buffer;
  readonly #codec: Codec<T>;
  readonly #close: () => void;

  constructor(buffer: Buffer, codec: Codec<T>, close: () => void) {
    this.#buffer = buffer;
    this.#codec = codec;
    this.#close = close;
  }

  /**
   * The next item; `undefined`: it has ended. Rejects when the server refuses to register again after the
   * connection was lost, and when the policy `fail` has met a full buffer.
   */
  async next(): Promise<Item<T> | undefined> {
    const entry = await this.#buffer.take();
    return entry === undefined || "type" in entry ? entry : this.#decode(entry.params);
  }

  /** Ends the registration on the server, and the iteration. Once more does nothing. */
  close(): void {
    this.#close();
    this.#buffer.clear();
  }

  /** Hands every item to `callback`, one after the other. Resolves at the end; a callback that fails closes it. */
  async forEach(callback: (item: Item<T>) => void | Promise<void>): Promise<void> {
    for await (const item of this) {
      await callback(item);
    }
  }

  /** Only the events, for those to whom gaps make no difference. */
  async *events(): AsyncGenerator<T, void, void> {
    for await (const item of this) {
      if (item.type === "event") {
        yield item.params;
      }
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<Item<T>, undefined> {
    return {
      next: async () => {
        const value = await this.next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #decode(params: unknown): Item<T> {
    try {
      return { type: "event", params: this.#codec.decode(params) };
    } catch (error) {
      if (error instanceof Misfit) {
        const { message } = new DecodeError(error.pointer, error.reason);
        return { type: "gap", cause: "unreadable", missed: 1, snapshot: false, reason: message };
      }
      throw error;
    }
  }
}
