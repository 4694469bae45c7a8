// What a package shows of its runtime.

export type { Async, BindingOptions, Started } from "./binding.js";
export { decode, encode } from "./binding.js";
export { Client, type Caller } from "./client.js";
export * from "./errors.js";
export type { CallOptions, Options, Policy, Reconnect, State, SubscribeOptions, Token } from "./options.js";
export { Subscription, type Event, type Gap, type Item } from "./subscription.js";
export type { Bytes, Codec, Enumeration, Json, JsonObject, UnknownText } from "./values.js";
