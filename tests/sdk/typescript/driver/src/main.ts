// The driver: does what standard input says, and writes what came of it.

import { once } from "node:events";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import type { Call, ClientOptions, Command, InterfaceName } from "./command.js";
import { failure } from "./failure.js";
import { Begun, packages, type CallOptions, type Client, type Items, type Service } from "./interfaces.js";

interface Opened {
  readonly client: Client;
  readonly service: Service;
  /** The interface in a batch. */
  readonly inBatch: (batch: unknown) => Service;
  /** Timers and sockets that there were before. */
  readonly before: number;
}

interface Listening {
  readonly items: Items;
  readonly begin: () => void;
}

const clients = new Map<string, Opened>();
const aborters = new Map<number, AbortController>();
const listening = new Map<number, Listening>();
const begun = new Map<number, Begun>();

function write(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/**
 * What is no resource of a client: the driver's standard streams, what Node.js closed while it started, and
 * what runs before anything else does, such as the end of a TLS socket that is closed.
 */
const OWN = ["PipeWrap", "TTYWrap", "CloseReq", "Immediate"];

/** Timers, sockets and whatever else keeps a program from ending. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((name) => !OWN.includes(name)).length;
}

function open(url: string, which: InterfaceName, options: ClientOptions): Opened {
  const { reconnect_first, reconnect_most, callsign, ca, ...rest } = options;
  const before = resources();
  const { Client, service } = packages[which];
  const client = new Client(url, { ...rest, reconnect: { first: reconnect_first, most: reconnect_most }, tls: { ca } });
  const inBatch = (caller: unknown): Service => service(caller, { callsign });
  return { client, service: inBatch(client), inBatch, before };
}

function find<T>(found: T | undefined, what: string): T {
  if (found === undefined) {
    throw new TypeError(`there is no ${what}`);
  }
  return found;
}

function call(service: Service, call: Call, options: CallOptions): Promise<unknown> {
  return find(service.operations[call.operation], `operation ${call.operation}`)(call, options);
}

/** Makes a call; the end of what it began is written when it is told. */
async function callOnce(id: number, service: Service, command: Call, options: CallOptions): Promise<unknown> {
  const result = await call(service, command, options);
  if (!(result instanceof Begun)) {
    return result;
  }
  begun.set(id, result);
  result.completed.then(
    (end) => {
      write({ completion: id, ok: end ?? null });
    },
    (error: unknown) => {
      write({ completion: id, error: failure(error) });
    },
  );
  return result.result;
}

async function batch({ client, inBatch }: Opened, calls: readonly Call[], options: CallOptions): Promise<unknown> {
  const outcomes = await client.batch((batch) => calls.map((one) => call(inBatch(batch), one, {})), options);
  return outcomes.map((outcome) => (outcome.status === "fulfilled" ? { ok: outcome.value ?? null } : { error: failure(outcome.reason) }));
}

async function subscribe(id: number, { service }: Opened, command: Command & { do: "subscribe" }, options: CallOptions): Promise<void> {
  const { operation, buffer, policy } = command;
  const items = await find(service.events[operation], `event ${operation}`)(command, { ...options, buffer, policy });
  const give = (item: unknown): void => {
    write({ subscription: id, ...(item as object) });
  };
  const consume = async (): Promise<void> => {
    if (command.callback === true) {
      await items.forEach(give);
    } else {
      for await (const item of items) {
        give(item);
      }
    }
  };
  const begin = (): void => {
    consume().then(
      () => {
        give({ end: null });
      },
      (error: unknown) => {
        give({ end: failure(error) });
      },
    );
  };
  listening.set(id, { items, begin });
  if (command.hold !== true) {
    begin();
  }
}

async function execute(command: Command): Promise<unknown> {
  const name = command.client ?? "main";
  if (command.do === "open") {
    clients.set(name, open(command.url, command.interface, command.options ?? {}));
    return null;
  }
  const opened = find(clients.get(name), `client ${name}`);
  const { client, service } = opened;
  const aborter = new AbortController();
  aborters.set(command.id, aborter);
  const options = { deadline: "deadline" in command ? command.deadline : undefined, signal: aborter.signal };
  switch (command.do) {
    case "connect":
      return client.connect();
    case "call":
      return callOnce(command.id, service, command, options);
    case "abandon":
      find(begun.get(command.call), `call ${String(command.call)}`).abandon();
      return null;
    case "cancel":
      find(aborters.get(command.call), `call ${String(command.call)}`).abort();
      return null;
    case "batch":
      return batch(opened, command.calls, options);
    case "subscribe":
      return subscribe(command.id, opened, command, options);
    case "resume":
      find(listening.get(command.subscription), "such subscription").begin();
      return null;
    case "unsubscribe":
      find(listening.get(command.subscription), "such subscription").items.close();
      return null;
    case "state":
      return client.state;
    case "text":
      return [String(client), JSON.stringify(client), inspect([client, service.client], { depth: 16, showHidden: true })];
    case "close":
      return client.close();
    case "remains":
      return resources() - opened.before;
    case "exit":
      return null;
  }
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const command = JSON.parse(line) as Command;
  execute(command).then(
    (value) => {
      write({ id: command.id, ok: value ?? null });
      if (command.do === "exit") {
        lines.close();
        process.stdin.destroy();
      }
    },
    (error: unknown) => {
      write({ id: command.id, error: failure(error, aborters.get(command.id)?.signal.reason) });
    },
  );
});
await once(lines, "close");
