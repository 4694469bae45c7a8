// The errors that calls and subscriptions fail with.

/** What every error of this package is. */
export class ClientError extends Error {
  override readonly name: string = "ClientError";
}

/** The server answered an error. */
export class RpcError extends ClientError {
  override readonly name: string = "RpcError";
  /** The error's number. */
  readonly code: number;
  /** The message as it came; {@link Error.message} may say more. */
  readonly rpcMessage: string;
  /** What the server adds, if anything. */
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(typeof data === "string" ? `${message}: ${data}` : message);
    this.code = code;
    this.rpcMessage = message;
    this.data = data;
  }
}

/** An error that the called method declares; `kind` tells which one. */
export class MethodError<Kind extends string> extends RpcError {
  override readonly name: string = "MethodError";
  /** Which of the declared errors it is. */
  readonly kind: Kind;

  constructor(kind: Kind, error: RpcError) {
    super(error.code, error.rpcMessage, error.data);
    this.kind = kind;
  }
}

/** There was no answer within the deadline. */
export class DeadlineExceeded extends ClientError {
  override readonly name: string = "DeadlineExceeded";
  constructor(milliseconds: number, waitedFor: string) {
    super(`no answer within ${String(milliseconds)} ms: ${waitedFor}`);
  }
}

/** The connection ended before the answer came; whether the call ran is not known. */
export class ConnectionLost extends ClientError {
  override readonly name: string = "ConnectionLost";
  constructor(reason: string) {
    super(`the connection was lost before the answer came: ${reason}`);
  }
}

/** There is no connection, and trying again is of no use or not wanted. */
export class ConnectFailed extends ClientError {
  override readonly name: string = "ConnectFailed";
  /** The HTTP status that the server refused with, where it can be seen. */
  readonly status: number | undefined;

  constructor(reason: string, status?: number) {
    super(`cannot connect: ${reason}`);
    this.status = status;
  }
}

/** Too many calls wait already; nothing was sent. */
export class QueueFull extends ClientError {
  override readonly name: string = "QueueFull";
  constructor(limit: number) {
    super(`${String(limit)} calls wait already; nothing was sent`);
  }
}

/** The client has been closed. */
export class ClientClosed extends ClientError {
  override readonly name: string = "ClientClosed";
  constructor() {
    super("the client is closed");
  }
}

/** Something does not fit at a place. */
class Misplaced extends ClientError {
  /** The place, as a JSON pointer. */
  readonly pointer: string;

  constructor(pointer: string, reason: string) {
    super(pointer === "" ? reason : `${pointer}: ${reason}`);
    this.pointer = pointer;
  }
}

/** What came is not JSON-RPC 2.0, or does not fit its type. */
export class DecodeError extends Misplaced {
  override readonly name: string = "DecodeError";
}

/** What was given does not fit its type, or cannot be addressed; nothing was sent. */
export class InvalidArgument extends Misplaced {
  override readonly name: string = "InvalidArgument";
}

/** This client cannot do that: there are no events over HTTP, and none in a batch. */
export class NotSupported extends ClientError {
  override readonly name: string = "NotSupported";
}

/** Ends a subscription with the policy `fail` whose buffer is full. */
export class SlowConsumer extends ClientError {
  override readonly name: string = "SlowConsumer";
  constructor(limit: number) {
    super(`${String(limit)} items wait already`);
  }
}
