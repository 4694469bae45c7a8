// What generated code is written with, under one name, so that no name of a definition can get in its way.

export * from "./binding.js";
export type { Caller } from "./client.js";
export { MethodError } from "./errors.js";
export type { CallOptions, SubscribeOptions } from "./options.js";
export type { Subscription } from "./subscription.js";
export * from "./values.js";
