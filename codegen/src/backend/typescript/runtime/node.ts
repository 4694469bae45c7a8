// What Node.js has in the place of a browser's network: the package `ws`, which takes certificates and sees
// statuses, and the modules for HTTP.

import { X509Certificate } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { createSecureContext, rootCertificates } from "node:tls";
import { WebSocket } from "ws";
import { Client as BaseClient } from "./client.js";
import { InvalidArgument } from "./errors.js";
import { SUBPROTOCOL, type HttpAnswer, type Network, type SocketEvents } from "./network.js";
import type { Options } from "./options.js";

/** Certificates, each as PEM. */
export interface Tls {
  /** Authorities that are trusted beside those of Node.js. */
  readonly ca?: string | readonly string[] | undefined;
  /** The client's own certificate. */
  readonly cert?: string | undefined;
  /** The key to it. */
  readonly key?: string | undefined;
}

/** Options of a client on Node.js. */
export interface NodeOptions extends Options {
  /** Certificates. Those of servers are always verified. */
  readonly tls?: Tls | undefined;
}

/** The longest message that is read. */
const MAX_MESSAGE = 64 << 20;

/** One connection to one server, shared by any number of generated clients. */
export class Client extends BaseClient {
  /**
   * A client for the server at this URL: `ws:` and `wss:` talk over a WebSocket, `http:` and `https:` over
   * HTTP, where there are no events. It connects when it is first used.
   */
  constructor(url: string | URL, options: NodeOptions = {}) {
    super(url, options, network(options.tls));
  }
}

/** Refuses what cannot be used, before there is a connection that it would fail. */
function certificatesOf({ ca, cert, key }: Tls): object {
  const authorities = ca === undefined ? [] : typeof ca === "string" ? [ca] : ca;
  const certificates = {
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ...authorities] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  try {
    // Of authorities that it cannot read, a context says nothing.
    authorities.forEach((authority) => new X509Certificate(authority));
    createSecureContext(certificates);
  } catch (error) {
    throw new InvalidArgument("", `the option tls cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  return certificates;
}

function network(tls: Tls | undefined): Network {
  const certificates = tls === undefined ? {} : certificatesOf(tls);
  let agents: { "http:": http.Agent; "https:": https.Agent } | undefined;
  return {
    connect: (url, events) => connect(url, events, certificates),
    post(url, headers, body, signal) {
      agents ??= {
        "http:": new http.Agent({ keepAlive: true }),
        "https:": new https.Agent({ keepAlive: true, ...certificates }),
      };
      const secure = url.startsWith("https:");
      return post(secure ? https : http, { agent: agents[secure ? "https:" : "http:"], signal, headers }, url, body);
    },
    close() {
      agents?.["http:"].destroy();
      agents?.["https:"].destroy();
    },
  };
}

function connect(url: string, events: SocketEvents, certificates: object): ReturnType<Network["connect"]> {
  const socket = new WebSocket(url, SUBPROTOCOL, { ...certificates, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  let failure: string | undefined;
  let status: number | undefined;
  socket.on("upgrade", (response) => {
    // `ws` insists on a subprotocol when one was offered. A server that knows none means the same.
    response.headers["sec-websocket-protocol"] = SUBPROTOCOL;
  });
  socket.on("open", () => {
    events.opened();
  });
  socket.on("message", (data, isBinary) => {
    if (!isBinary) {
      // A message in one piece, as `ws` gives it by default.
      events.message((data as Buffer).toString());
    }
  });
  socket.on("unexpected-response", (request, response) => {
    status = response.statusCode;
    failure = `the server refuses with the HTTP status ${String(status)}`;
    request.destroy();
    socket.terminate();
  });
  socket.on("error", (error) => {
    failure ??= error.message;
  });
  socket.on("close", (code, reason) => {
    const text = reason.length > 0 ? `closed with ${String(code)}: ${reason.toString()}` : `closed with ${String(code)}`;
    events.closed(failure ?? text, status);
  });
  return {
    send: (text) => {
      socket.send(text);
    },
    buffered: () => socket.bufferedAmount,
    close: () => {
      socket.close(1000);
    },
    terminate: () => {
      socket.terminate();
    },
  };
}

function post(
  module: typeof http | typeof https,
  options: { agent: http.Agent; signal: AbortSignal; headers: Record<string, string> },
  url: string,
  body: string,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = { "Content-Length": String(Buffer.byteLength(body)) };
    const request = module.request(url, { ...options, method: "POST", headers: { ...options.headers, ...length } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}
