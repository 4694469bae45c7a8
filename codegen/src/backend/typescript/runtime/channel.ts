// The way to a server, whatever it runs over.

import type { Parcel } from "./calls.js";
import type { State } from "./options.js";
import type { Buffer } from "./subscription.js";

/** What a subscription is registered with. */
export interface Registration {
  /** The designators of `register` and `unregister`. */
  readonly register: string;
  readonly unregister: string;
  /** Their params. */
  readonly params: { readonly event: string; readonly id: string };
  /** The method name of the notifications. */
  readonly notification: string;
  /** The server tells its current state upon registration. */
  readonly snapshot: boolean;
  /** It is for the end of one call, which the server tells unasked. */
  readonly isCompletion: boolean;
  readonly buffer: Buffer;
}

/** The way to a server. */
export interface Channel {
  readonly state: State;
  /** What a call waits for that has not been sent. */
  readonly waitsFor: string;
  /** Makes one attempt to connect, unless it is connected. */
  connect(): Promise<void>;
  /** Sends calls as soon as that is possible. */
  send(parcel: Parcel): void;
  /** Throws if there are no events here. */
  checkEvents(): void;
  /** Listens to the notifications of a registration. */
  listen(registration: Registration): void;
  /** The server has confirmed the registration: it is renewed on every further connection. */
  confirm(registration: Registration): void;
  /** Stops listening. The server is told if it may have the registration. */
  unlisten(registration: Registration, mayBeRegistered?: boolean): void;
  /** Lets go of everything. */
  close(): Promise<void>;
}
