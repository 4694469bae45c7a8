// What connects: the platform's own WebSocket and fetch, or what stands in for them.

/** An open WebSocket. */
export interface Socket {
  /** Sends a text. */
  send(text: string): void;
  /** Bytes that have not left yet. */
  buffered(): number;
  /** Begins to close. */
  close(): void;
  /** Ends it at once, as far as the platform allows. */
  terminate(): void;
}

/** Is told what happens to a WebSocket. `closed` is the last, and comes once. */
export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  /** Before `opened`: the attempt failed. `status` is that of an HTTP answer. */
  closed(reason: string, status?: number): void;
}

/** One HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** How clients reach servers. */
export interface Network {
  /** Begins to connect. */
  connect(url: string, events: SocketEvents): Socket;
  /** Sends a request and waits for the whole answer. Redirects are not followed. */
  post(url: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<HttpAnswer>;
  /** Lets go of what is kept between requests. */
  close(): void;
}

/** What is offered as the subprotocol. */
export const SUBPROTOCOL = "notification";

/** The platform's own: browsers, Deno, Bun, Node from 22 on. */
export const platform: Network = {
  connect(url, events) {
    const socket = new WebSocket(url, SUBPROTOCOL);
    let over = false;
    const end = (reason: string): void => {
      if (!over) {
        over = true;
        events.closed(reason);
      }
    };
    socket.addEventListener("open", () => {
      events.opened();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") {
        events.message(data);
      }
    });
    socket.addEventListener("error", () => {
      // What went wrong is not told; a failed attempt has nothing to close.
      if (socket.readyState !== WebSocket.OPEN) {
        end("the server cannot be reached, or refuses");
      }
    });
    socket.addEventListener("close", ({ code, reason }) => {
      end(reason === "" ? `closed with ${String(code)}` : `closed with ${String(code)}: ${reason}`);
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
        socket.close();
        end("given up");
      },
    };
  },
  async post(url, headers, body, signal) {
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual", credentials: "omit" });
    return { status: response.status, body: await response.text() };
  },
  close() {
    // Nothing is kept.
  },
};
