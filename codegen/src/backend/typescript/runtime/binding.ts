// What generated clients are made of: descriptions of operations and events, and one call for each.

import type { Caller, Ending, Target } from "./client.js";
import { ClientClosed, DecodeError, InvalidArgument, MethodError, RpcError } from "./errors.js";
import type { CallOptions, SubscribeOptions } from "./options.js";
import { Subscription } from "./subscription.js";
import { Misfit, type Codec } from "./values.js";

/** The result of an asynchronous function; a name that no definition can take away. */
export type Async<T> = Promise<T>;

/** The class of the errors that a method declares: how one is made, and by what each is known. */
export interface ErrorClass<Kind extends string> {
  new (kind: Kind, error: RpcError): MethodError<Kind>;
  readonly cases: readonly (readonly [kind: Kind, code: number, message: string])[];
}

/** A method, or one way to access a property. */
export interface Operation<P, R> {
  readonly method: string;
  readonly params: Codec<P> | undefined;
  readonly result: Codec<R>;
  /** The error of an answer as the class that the method declares; as it is if it is none of them. */
  readonly declare: (error: RpcError) => RpcError;
}

/** Describes an operation. */
export function operation<P, R, Kind extends string = never>(
  method: string,
  params: Codec<P> | undefined,
  result: Codec<R>,
  errors?: ErrorClass<Kind>,
): Operation<P, R> {
  const declare = (error: RpcError): RpcError => (errors === undefined ? error : declared(errors, error));
  return { method, params, result, declare };
}

/** An operation whose end is told later. */
export interface LongOperation<P, R, C> extends Operation<P, R> {
  /** The member of the params that holds the id. */
  readonly idMember: string;
  /** What the notification of the end is called behind the id. */
  readonly event: string;
  readonly completion: Codec<C>;
}

/** Describes what is told later of an operation. */
export function long<P, R, C>(operation: Operation<P, R>, idMember: string, event: string, completion: Codec<C>): LongOperation<P, R, C> {
  return { ...operation, idMember, event, completion };
}

/** Where the index of an event travels. */
export type IndexForm = "designator" | "client-id";

/** An event. */
export interface EventDescription<T> {
  readonly event: string;
  readonly params: Codec<T>;
  readonly indexForm: IndexForm | undefined;
  readonly snapshot: boolean;
}

/** Describes an event. */
export function event<T>(event: string, params: Codec<T>, form: { readonly index?: IndexForm; readonly snapshot?: true } = {}): EventDescription<T> {
  return { event, params, indexForm: form.index, snapshot: form.snapshot ?? false };
}

/** Which of several is meant. */
export interface Place {
  readonly index?: string | number | bigint | boolean | undefined;
  readonly instance?: string | number | bigint | undefined;
}

/** What a call has begun that ends later. */
export interface Started<R, C> {
  /** What the call answered. */
  readonly result: R;
  /**
   * What the end says. Rejects with `ConnectionLost` when the connection is lost before, and with `ClientClosed`
   * when the client is closed or the end is abandoned.
   */
  readonly completed: Promise<C>;
  /** Waits no longer for the end. */
  readonly abandon: () => void;
}

/** Options of a generated client. */
export interface BindingOptions {
  /** The callsign of the service; by default the name of the interface. */
  readonly callsign?: string | undefined;
}

/** One interface of a server, seen through a client or a batch. */
export class Binding {
  /** The callsign of the service. */
  readonly callsign: string;
  readonly #caller: Caller;
  readonly #major: number;

  constructor(caller: Caller, name: string, major: number, options: BindingOptions = {}) {
    this.callsign = options.callsign ?? name;
    this.#caller = caller;
    this.#major = major;
  }

  /** Calls an operation. */
  async call<P, R>(operation: Operation<P, R>, place: Place, params: P, options?: CallOptions): Promise<R> {
    const codec = operation.params;
    const written = codec === undefined ? undefined : given(() => codec.encode(params));
    return this.#invoke(operation, place, written, options);
  }

  /** Calls an operation whose end is told later. */
  async start<P, R, C>(
    operation: LongOperation<P, R, C>,
    place: Place,
    params: object,
    options?: CallOptions,
  ): Promise<Started<R, C>> {
    const ending = this.#caller.await(operation.event);
    try {
      const all = { ...params, [operation.idMember]: ending.id } as P;
      const result = await this.call(operation, place, all, options);
      ending.begun();
      const completed = end(ending, operation.completion);
      // Whoever does not care about the end must not be ended by it.
      completed.catch(() => undefined);
      return { result, completed, abandon: ending.stop };
    } catch (error) {
      ending.stop();
      throw error;
    }
  }

  /** Registers for an event. */
  async subscribe<T>(event: EventDescription<T>, place: Place, options?: SubscribeOptions): Promise<Subscription<T>> {
    const { buffer, close } = await this.#caller.register(this.#target(event, place), options);
    return new Subscription(buffer, event.params, close);
  }

  async #invoke<P, R>(operation: Operation<P, R>, place: Place, params: unknown, options?: CallOptions): Promise<R> {
    const index = indexText(place.index);
    const method = this.#designator(addressed(operation.method, place.instance), index);
    let result: unknown;
    try {
      result = await this.#caller.invoke(method, params, options);
    } catch (error) {
      throw error instanceof RpcError ? operation.declare(error) : error;
    }
    return received(operation.result, result);
  }

  #target<T>({ event, indexForm, snapshot }: EventDescription<T>, place: Place): Target {
    const index = indexText(place.index);
    const [prefix, bare] = place.instance === undefined ? ["", event] : split(event, place.instance);
    const inClientId = index !== undefined && indexForm === "client-id" && !index.includes(".");
    const inDesignator = inClientId ? undefined : index;
    return {
      register: this.#designator(`${prefix}register`, inDesignator),
      unregister: this.#designator(`${prefix}unregister`, inDesignator),
      event: bare,
      prefix: inClientId ? `${index}.` : "",
      notification: `${prefix}${bare}${inDesignator === undefined ? "" : `@${inDesignator}`}`,
      snapshot,
    };
  }

  #designator(method: string, index: string | undefined): string {
    const name = `${this.callsign}.${String(this.#major)}.${method}`;
    return index === undefined ? name : `${name}@${index}`;
  }
}

/** The one event of a completion. */
async function end<C>({ buffer, stop }: Ending, codec: Codec<C>): Promise<C> {
  const entry = await buffer.take();
  stop();
  if (entry !== undefined && "params" in entry) {
    return received(codec, entry.params);
  }
  throw new ClientClosed();
}

/** The declared error with this code and message, else the first with this code, else the error as it is. */
function declared<Kind extends string>(errors: ErrorClass<Kind>, error: RpcError): RpcError {
  const known = errors.cases.filter(([, code]) => code === error.code);
  const found = known.find(([, , message]) => message === error.rpcMessage) ?? known[0];
  return found === undefined ? error : new errors(found[0], error);
}

/** Reads what the server has said. */
function received<T>(codec: Codec<T>, json: unknown): T {
  try {
    return codec.decode(json);
  } catch (error) {
    throw error instanceof Misfit ? new DecodeError(error.pointer, error.reason) : error;
  }
}

/** Writes what a program has given; what does not fit is its mistake. */
function given<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw error instanceof Misfit ? new InvalidArgument(error.pointer, error.reason) : error;
  }
}

/** An index as it travels. */
function indexText(index: Place["index"]): string | undefined {
  if (index === undefined) {
    return undefined;
  }
  const written = String(index);
  // Servers take what follows the last `@` for the index.
  if (written.includes("@")) {
    throw new InvalidArgument("", `the index ${JSON.stringify(written)} contains "@"`);
  }
  return written;
}

/** The name of an endpoint with the id of an instance behind its prefix. */
function addressed(method: string, instance: Place["instance"]): string {
  return instance === undefined ? method : split(method, instance).join("");
}

function split(name: string, instance: string | number | bigint): [prefix: string, name: string] {
  const id = String(instance);
  if (/[:@#.]/.test(id) || id === "") {
    throw new InvalidArgument("", `the id ${JSON.stringify(id)} of an instance is empty or contains one of ":@#."`);
  }
  const place = name.lastIndexOf("::");
  return place < 0 ? ["", name] : [`${name.slice(0, place)}#${id}::`, name.slice(place + 2)];
}

/** Reads what a program is to be given from elsewhere, such as a file, with the rules of the wire. */
export function decode<T>(codec: Codec<T>, json: unknown): T {
  return given(() => codec.decode(json));
}

/** The JSON that stands for a value on the wire. */
export function encode<T>(codec: Codec<T>, value: T): unknown {
  return given(() => codec.encode(value));
}
