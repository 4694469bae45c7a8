// Errors, as they are written.

import * as dimmer from "dimmer-client";
import * as messenger from "messenger-client";
import * as recorder from "recorder-client";
import { inspect } from "node:util";

/** The same class of all packages. */
type Name = "ClientClosed" | "ConnectFailed" | "ConnectionLost" | "DeadlineExceeded" | "DecodeError" | "InvalidArgument" | "MethodError" | "NotSupported" | "QueueFull" | "RpcError" | "SlowConsumer";

function is<N extends Name>(name: N, error: unknown): error is InstanceType<(typeof messenger)[N]> {
  return [messenger, dimmer, recorder].some((one) => error instanceof one[name]);
}

/** Kinds that have nothing to tell beside themselves. */
const PLAIN = {
  DeadlineExceeded: "deadline",
  ConnectionLost: "connection-lost",
  QueueFull: "queue-full",
  ClientClosed: "closed",
  NotSupported: "not-supported",
  SlowConsumer: "slow-consumer",
} as const;

/** An error; `given` is what a call was given up with. */
export function failure(error: unknown, given?: unknown): object {
  return { ...kind(error, given), text: inspect(error, { depth: 8 }) };
}

function kind(error: unknown, given: unknown): object {
  if (given !== undefined && error === given) {
    return { kind: "cancelled" };
  }
  if (is("MethodError", error)) {
    const { name, code, rpcMessage, data } = error;
    return { kind: "method", name, case: snake(error.kind), code, message: rpcMessage, data };
  }
  if (is("RpcError", error)) {
    return { kind: "rpc", code: error.code, message: error.rpcMessage, data: error.data };
  }
  if (is("ConnectFailed", error)) {
    return { kind: "connect-failed", status: error.status ?? null };
  }
  if (is("DecodeError", error)) {
    return { kind: "decode", pointer: error.pointer };
  }
  if (is("InvalidArgument", error)) {
    return { kind: "argument", pointer: error.pointer };
  }
  for (const [name, kind] of Object.entries(PLAIN)) {
    if (is(name as Name, error)) {
      return { kind };
    }
  }
  return { kind: "other" };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
