//! Metadata of the package, and what people read first.

use super::docs::escape;
use super::{example, names};
use crate::backend::sdk::docs::{clean, prose};
use crate::backend::sdk::package::{Form, PackageOptions, default_name};
use crate::backend::sdk::plan::Plan;
use serde_json::json;

/// What npm takes for a name.
pub(super) const NAME: Form = Form {
    description: "an npm name, such as `chat-client` or `@company/chat-client`",
    holds: is_name,
};

fn is_name(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with(['.', '_'])
            && part.chars().all(|c| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_' | '~')
            })
    };
    let name = match text.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, name)) => is_part(scope) && is_part(name),
        None => is_part(text),
    };
    name && text.len() <= 214
}

/// Settings of the compiler: everything strict, so that a package is one that strict programs can use.
pub(super) const COMPILER: &str = r#"{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2022", "dom"],
    "module": "nodenext",
    "moduleResolution": "nodenext",
    "types": ["node"],
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noFallthroughCasesInSwitch": true,
    "noImplicitOverride": true,
    "noImplicitReturns": true,
    "noPropertyAccessFromIndexSignature": true,
    "noUncheckedIndexedAccess": true,
    "noUncheckedSideEffectImports": true,
    "noUnusedLocals": true,
    "noUnusedParameters": true,
    "erasableSyntaxOnly": true,
    "isolatedModules": true,
    "stripInternal": false,
    "verbatimModuleSyntax": true,
    "declaration": true,
    "declarationMap": true,
    "sourceMap": true,
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"]
}
"#;

pub(super) fn name(plan: &Plan<'_>, options: &PackageOptions) -> String {
    options.name_or(|| default_name(plan.interface))
}

/// `package.json`.
pub(super) fn metadata(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let interface = plan.interface;
    let entry = |module: &str| json!({ "types": format!("./dist/{module}.d.ts"), "default": format!("./dist/{module}.js") });
    let about = interface.description.as_deref().unwrap_or(&interface.title);
    let metadata = json!({
        "name": name(plan, options),
        "version": options.version(interface),
        "description": clean(about),
        "license": options.license(),
        "type": "module",
        "sideEffects": false,
        "engines": { "node": ">=20" },
        "exports": {
            ".": {
                "browser": entry("index"),
                "deno": entry("index"),
                "bun": entry("index"),
                "node": entry("node"),
                "default": entry("index")
            },
            "./package.json": "./package.json"
        },
        "types": "./dist/index.d.ts",
        "files": ["dist", "src", "example.mjs"],
        "scripts": { "build": "tsc", "prepack": "tsc" },
        "dependencies": { "ws": "^8.18.0" },
        "devDependencies": {
            "@types/node": "^20.0.0",
            "@types/ws": "^8.18.0",
            "typescript": "^7.0.0"
        }
    });
    format!("{metadata:#}\n")
}

/// `README.md`.
pub(super) fn readme(plan: &Plan<'_>, options: &PackageOptions) -> String {
    let interface = plan.interface;
    let package = name(plan, options);
    let title = interface.name.pascal();
    let class = names::type_name(&plan.client);
    let about: Vec<String> = interface
        .description
        .iter()
        .flat_map(|text| prose(text))
        .collect();
    let about = escape(&about.join(" "));
    let conversation = example::conversation(plan, options);
    // As `npm pack` calls it.
    let archive = package.trim_start_matches('@').replace('/', "-");
    let release = options.version(interface);
    let guide = GUIDE
        .replace("INTERFACE_CLIENT", &class)
        .replace("PACKAGE", &package);
    format!(
        "# {package}\n\n\
         {about}\n\n\
         A client for version {version} of the {title} interface: typed calls, typed events, typed errors, one connection\n\
         that comes back when it is lost.\n\n\
         It runs in browsers, Node.js 20 and later, Deno and Bun. On Node.js it uses the package\n\
         [ws](https://www.npmjs.com/package/ws); elsewhere it depends on nothing.\n\n\
         ## A first conversation\n\n\
         In this folder, with a server on port 8080 (or elsewhere: `node example.mjs URL`):\n\n\
         ```sh\nnpm install\nnpm run build\nnode example.mjs\n```\n\n\
         [example.mjs](example.mjs) does this:\n\n\
         ```js\n{conversation}```\n\n\
         In a program of your own, which is an ES module (its name ends in `.mjs`, or its `package.json` says\n\
         `\"type\": \"module\"`):\n\n\
         ```sh\n\
         # after `npm publish` here\n\
         npm install {package}\n\
         # or with the archive that `npm pack` makes here\n\
         npm install ../path/to/{archive}-{release}.tgz\n\
         ```\n\n\
         {guide}",
        version = interface.version,
    )
}

/// What is the same for every interface.
const GUIDE: &str = "## Calls

Each method takes its params as one object, and then options: a `deadline` in milliseconds (10 s if nothing else is
said) and an `AbortSignal`. A declared error is an instance of the method's own class, and its `kind` says which one:

```js
try {
  await call;
} catch (error) {
  if (error instanceof RpcError) console.error(error.code, error.message, error.kind);
  else throw error; // DeadlineExceeded, ConnectionLost, ConnectFailed, QueueFull, ClientClosed, ...
}
```

`client.batch((batch) => [...])` sends the calls that are made on `new INTERFACE_CLIENT(batch)` together, and gives the
outcome of each.

## Events

A subscription is iterated. It goes on when the connection is lost and comes back; where something is missing there is
an item of the type `gap`, which says why and whether the current state follows:

```js
for await (const item of subscription) {
  if (item.type === \"event\") console.log(item.params);
  else console.warn(item.reason, item.snapshot);
}
```

Leaving the loop, or `subscription.close()`, ends the registration. `subscription.events()` leaves the gaps out;
`subscription.forEach(callback)` is for those who like callbacks better. The loop throws when the server refuses to
register again. An event that is not taken waits in a buffer (`{ buffer: 1024, policy: \"drop-oldest\" }`).

## Values

Whole numbers of 64 bits are `bigint`, bytes are `Uint8Array`. An enumeration may hold a text that this version does
not know yet. `decode(JoinParams, json)` and `encode(JoinParams, value)` read and write JSON with the rules of the wire,
for every type of the package.

## Connections

`new Client(url, options)` takes `ws:`, `wss:`, `http:` and `https:` URLs; over HTTP there are no events. Options:
`deadline`, `queue`, `heartbeat`, `reconnect`, `onState`, `token` (a text, or a function that is asked each time), and
on Node.js `tls` (`ca`, `cert`, `key` as PEM). `client.close()` ends everything.

## This package

`package.json`, this file and `example.mjs` are yours: they are not written again. Everything else comes from the
interface's definition by `codegen generate typescript`; `npm run build` compiles it.
";
