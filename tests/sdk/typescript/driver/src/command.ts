// What a driver is told.

/** A call, or a call in a batch. */
export interface Call {
  readonly operation: string;
  readonly params?: unknown;
  readonly index?: string;
  readonly instance?: string;
  readonly deadline?: number;
}

/** Options of a client. */
export interface ClientOptions {
  readonly token?: string;
  readonly deadline?: number;
  readonly queue?: number;
  readonly heartbeat?: number;
  readonly reconnect_first?: number;
  readonly reconnect_most?: number;
  readonly callsign?: string;
  readonly ca?: string;
}

/** The interfaces that there are packages for. */
export type InterfaceName = "messenger" | "dimmer" | "recorder";

/** One line of standard input. */
export type Command = { readonly id: number; readonly client?: string } & (
  | { readonly do: "open"; readonly url: string; readonly interface: InterfaceName; readonly options?: ClientOptions }
  | { readonly do: "connect" | "state" | "text" | "close" | "remains" | "exit" }
  | ({ readonly do: "call" } & Call)
  | { readonly do: "cancel" | "abandon"; readonly call: number }
  | { readonly do: "batch"; readonly calls: readonly Call[]; readonly deadline?: number }
  | ({
      readonly do: "subscribe";
      readonly buffer?: number;
      readonly policy?: "drop-oldest" | "drop-newest" | "fail";
      readonly hold?: boolean;
      readonly callback?: boolean;
    } & Call)
  | { readonly do: "resume" | "unsubscribe"; readonly subscription: number }
);
