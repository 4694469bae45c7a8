// browser.js PACKAGE URL: has a headless Chromium use the package over its own WebSocket: a call, its error, an event.

const { execFile } = require("node:child_process");
const { mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { createServer } = require("node:http");
const { tmpdir } = require("node:os");
const { join, normalize } = require("node:path");

const [folder, url] = process.argv.slice(2);
const PATIENCE = 120_000;

const page = `<!doctype html><meta charset="utf-8"><title>package</title><script type="module">
const report = (said) => fetch("/report", { method: "POST", body: JSON.stringify(said) });
addEventListener("error", ({ message }) => report({ error: message }));
try {
  const { Client, JoinError, MessengerClient } = await import("/package/dist/index.js");
  const client = new Client(${JSON.stringify(url)});
  const messenger = new MessengerClient(client);
  const token = await messenger.join({ room: "Browser", user: "Bob" });
  const again = await messenger.join({ room: "Browser", user: "Bob" }).catch((error) => error);
  const messages = await messenger.subscribeMessage(token);
  await messenger.send({ roomId: token, message: "Hello!" });
  const item = await messages.next();
  await client.close();
  await report({ token, refused: again instanceof JoinError && again.kind, item, state: client.state });
} catch (error) {
  await report({ error: String(error) });
}
</script>`;

const expected = {
  refused: "illegalState",
  item: { type: "event", params: { user: "Bob", message: "Hello!" } },
  state: "closed",
};

/** Serves the page and the package until the page reports. */
function served() {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      if (request.method === "POST") {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
          response.end();
          server.close();
          resolve({ report: JSON.parse(body) });
        });
      } else if (request.url === "/") {
        response.setHeader("Content-Type", "text/html").end(page);
      } else {
        try {
          const text = readFileSync(join(folder, normalize(request.url.replace("/package/", ""))));
          response.setHeader("Content-Type", "text/javascript").end(text);
        } catch {
          response.writeHead(404).end();
        }
      }
    });
    server.listen(0, "127.0.0.1", () => open(server, resolve));
  });
}

let profile;
let browser;

function open(server, resolve) {
  profile = mkdtempSync(join(tmpdir(), "browser-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"];
  const arguments_ = [...flags, "--disable-background-networking", `--user-data-dir=${profile}`, `http://localhost:${server.address().port}/`];
  browser = execFile("chromium", arguments_, { timeout: PATIENCE }, (error) => {
    server.close();
    resolve({ report: { error: `the browser has ended without a report: ${error}` } });
  });
}

served().then(({ report }) => {
  browser.once("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  browser.kill("SIGKILL");
  const { token, ...rest } = report;
  const isRight = /^[0-9a-f]{20}$/.test(token ?? "") && JSON.stringify(rest) === JSON.stringify(expected);
  console.log(`in Chromium: ${JSON.stringify(report)}`);
  process.exitCode = isRight ? 0 : 1;
});
