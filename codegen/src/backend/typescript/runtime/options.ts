// What can be set, and what holds otherwise.

import { InvalidArgument } from "./errors.js";

/** A token, or a function that gives one before each attempt to connect and each HTTP request. */
export type Token = string | (() => string | Promise<string>);

/** How long to wait between attempts to connect, in milliseconds. */
export interface Reconnect {
  /** Before the first attempt. Each further one waits twice as long. Default: 250. */
  readonly first?: number | undefined;
  /** At most. Default: 5000. */
  readonly most?: number | undefined;
}

/** Options of a client. */
export interface Options {
  /** Milliseconds that a call may take, everything included. Default: 10000. */
  readonly deadline?: number | undefined;
  /** Calls that may wait, unsent or unanswered; one more fails with `QueueFull`. Default: 1024. */
  readonly queue?: number | undefined;
  /** Milliseconds of silence after which a WebSocket is asked whether it lives. Default: 15000. */
  readonly heartbeat?: number | undefined;
  /** Delays between attempts to connect. */
  readonly reconnect?: Reconnect | undefined;
  /** Says who is calling. It is never shown in a text. */
  readonly token?: Token | undefined;
  /** Is told every state that the client enters. */
  readonly onState?: ((state: State) => void) | undefined;
}

/**
 * Where the connection of a client stands: not used yet, on the way, there, lost and about to be tried
 * again, or closed for good. A client over HTTP is `idle` until it is closed.
 */
export type State = "idle" | "connecting" | "open" | "waiting" | "closed";

/** Options of one call. */
export interface CallOptions {
  /** Milliseconds that it may take; by default what the client's options say. */
  readonly deadline?: number | undefined;
  /** Gives the call up when it is aborted; the call then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What happens when the buffer of a subscription is full. */
export type Policy = "drop-oldest" | "drop-newest" | "fail";

/** Options of a subscription. */
export interface SubscribeOptions extends CallOptions {
  /** Items that may wait to be consumed. Default: 1024. */
  readonly buffer?: number | undefined;
  /** What happens to more. Default: `drop-oldest`. */
  readonly policy?: Policy | undefined;
}

/** Options with everything decided. */
export interface Settings {
  readonly deadline: number;
  readonly queue: number;
  readonly heartbeat: number;
  readonly firstDelay: number;
  readonly mostDelay: number;
  readonly token: Token | undefined;
  readonly onState: (state: State) => void;
}

/** How long an attempt to connect may take. */
export const ATTEMPT_TIME = 10_000;

/** How long a connection must have lived for the delays to start anew. */
export const STABLE_TIME = 5_000;

/** How long the other side may take to close. */
export const CLOSE_TIME = 2_000;

/** Bytes that may wait in a socket before calls wait in the queue. */
export const SOCKET_BYTES = 1 << 20;

/** The longest time that timers take. */
const LONGEST = 2 ** 31 - 1;

/** Fills in what is not given. */
export function settle(options: Options): Settings {
  const reconnect = options.reconnect ?? {};
  return {
    deadline: milliseconds("deadline", options.deadline, 10_000),
    queue: count("queue", options.queue, 1_024),
    heartbeat: milliseconds("heartbeat", options.heartbeat, 15_000),
    firstDelay: milliseconds("reconnect.first", reconnect.first, 250),
    mostDelay: milliseconds("reconnect.most", reconnect.most, 5_000),
    token: options.token,
    onState: options.onState ?? (() => undefined),
  };
}

/** A time that timers take. */
export function milliseconds(name: string, given: number | undefined, standard: number): number {
  const value = given ?? standard;
  if (!(value > 0)) {
    throw new InvalidArgument("", `the option ${name} is ${String(value)}; it must be more than 0 ms`);
  }
  return Math.min(value, LONGEST);
}

/** A number of things, at least one. */
export function count(name: string, given: number | undefined, standard: number): number {
  const value = given ?? standard;
  if (!(value >= 1)) {
    throw new InvalidArgument("", `the option ${name} is ${String(value)}; it must be at least 1`);
  }
  return Math.floor(value);
}

/** The token at this moment. */
export async function tokenOf(settings: Settings): Promise<string | undefined> {
  return typeof settings.token === "function" ? await settings.token() : settings.token;
}
