// What travels, as values of a program: each type of the wire has a codec.

import { isObject } from "./json.js";

/** Reads and writes the values of one type. */
export interface Codec<T> {
  /** The value that JSON stands for. Throws a {@link Misfit}. */
  decode(json: unknown): T;
  /** The JSON that stands for a value. Throws a {@link Misfit}. */
  encode(value: T): unknown;
}

/** Any value of JSON. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** Any object of JSON. */
export interface JsonObject {
  [name: string]: Json;
}

/** An object without members. */
export type Empty = Record<string, never>;

/** A type without one of its members. */
export type Without<T, Name extends keyof T> = Omit<T, Name>;

/** Bytes. */
export type Bytes = Uint8Array;

declare const unknownText: unique symbol;

/** A text of an enumeration that this version of the package does not know. It can be kept, compared and sent back. */
export type UnknownText = string & { readonly [unknownText]: true };

/** A value does not fit its type. */
export class Misfit extends Error {
  /** The place, as a JSON pointer. */
  readonly pointer: string;
  /** What is wrong there. */
  readonly reason: string;

  constructor(reason: string, pointer = "") {
    super(`${pointer}: ${reason}`);
    this.reason = reason;
    this.pointer = pointer;
  }
}

/** Runs `work`; a misfit in it is one of the member or item `name`. */
function within<T>(name: string | number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Misfit ? new Misfit(error.reason, step(name) + error.pointer) : error;
  }
}

/** A step of a JSON pointer. */
function step(name: string | number): string {
  return `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function shown(json: unknown): string {
  if (json === null || json === undefined) {
    return String(json);
  }
  return Array.isArray(json) ? "a list" : `a ${typeof json}`;
}

function refuse(expected: string, json: unknown): never {
  throw new Misfit(`${expected} was expected, not ${shown(json)}`);
}

/** A codec whose values look the same on the wire. */
function plain<T>(expected: string, fits: (json: unknown) => boolean): Codec<T> {
  const check = (json: unknown): T => (fits(json) ? (json as T) : refuse(expected, json));
  return { decode: check, encode: check };
}

/** Only null, which a program does not see. Whatever comes confirms. */
export const nothing: Codec<void> = { decode: () => undefined, encode: () => null };

/** Null where a value is. */
export const nullValue: Codec<null> = plain("null", (json) => json === null);

/** `true` or `false`. */
export const boolean: Codec<boolean> = plain("true or false", (json) => typeof json === "boolean");

/** A text. */
export const text: Codec<string> = plain("a text", (json) => typeof json === "string");

/** A number, perhaps with a fraction. */
export const float: Codec<number> = {
  decode: (json) => {
    if (typeof json === "bigint") {
      return Number(json);
    }
    return typeof json === "number" ? json : refuse("a number", json);
  },
  encode: (value) => (Number.isFinite(value) ? value : refuse("a finite number", value)),
};

/** A whole number of up to 32 bits. */
export function integer(bits: number, signed: boolean): Codec<number> {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const greatest = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return plain(`a whole number from ${String(least)} to ${String(greatest)}`, (json) => {
    return typeof json === "number" && Number.isInteger(json) && json >= least && json <= greatest;
  });
}

/** A whole number of 64 bits. */
export function longInteger(signed: boolean): Codec<bigint> {
  const check = (json: unknown): bigint => {
    const number = typeof json === "bigint" ? json : Number.isSafeInteger(json) ? BigInt(json as number) : undefined;
    const fits = number !== undefined && (signed ? BigInt.asIntN(64, number) : BigInt.asUintN(64, number)) === number;
    return fits ? number : refuse(`a whole number of 64 bits${signed ? "" : " that is not negative"}`, json);
  };
  return { decode: check, encode: check };
}

/** Any JSON. */
export const json: Codec<Json> = { decode: (value) => shortened(value) as Json, encode: (value) => value };

/** Any object of JSON. */
export const anyObject: Codec<JsonObject> = {
  decode: (value) => (isObject(value) ? (shortened(value) as JsonObject) : refuse("an object", value)),
  encode: (value) => (isObject(value) ? value : refuse("an object", value)),
};

/** The value as JavaScript reads it, without a bigint. */
function shortened(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number(value);
  }
  if (Array.isArray(value)) {
    return value.map(shortened);
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)])) : value;
}

/** Bytes in base64 with padding. */
export const base64: Codec<Bytes> = {
  decode: (value) => {
    const isBase64 = typeof value === "string" && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value);
    if (!isBase64) {
      return refuse("base64", value);
    }
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  },
  encode: (value) => {
    let binary = "";
    for (const byte of bytes(value)) {
      binary += String.fromCharCode(byte);
    }
    return btoa(binary);
  },
};

/** Bytes as pairs of hexadecimal digits. */
export const hex: Codec<Bytes> = hexadecimal("", /^(?:[0-9a-fA-F]{2})*$/);

/** Bytes as pairs of hexadecimal digits with colons between them. */
export const mac: Codec<Bytes> = hexadecimal(":", /^(?:[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})*)?$/);

function hexadecimal(separator: string, form: RegExp): Codec<Bytes> {
  return {
    decode: (value) => {
      if (typeof value !== "string" || !form.test(value)) {
        return refuse(`pairs of hexadecimal digits${separator && " with colons between them"}`, value);
      }
      const pairs = value.match(/[0-9a-fA-F]{2}/g) ?? [];
      return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
    },
    encode: (value) => Array.from(bytes(value), (byte) => byte.toString(16).padStart(2, "0")).join(separator),
  };
}

function bytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : refuse("a Uint8Array", value);
}

/** A list. */
export function array<T>(items: Codec<T>): Codec<T[]> {
  return {
    decode: (value) => (Array.isArray(value) ? value.map((item, place) => within(place, () => items.decode(item))) : refuse("a list", value)),
    encode: (value) => (Array.isArray(value) ? value.map((item, place) => within(place, () => items.encode(item))) : refuse("a list", value)),
  };
}

/** A list that travels as its item when it has exactly one. */
export function oneOrMany<T>(items: Codec<T>): Codec<T[]> {
  const list = array(items);
  return {
    decode: (value) => (Array.isArray(value) ? list.decode(value) : [items.decode(value)]),
    encode: (value) => {
      const [first, ...more] = list.encode(value) as unknown[];
      return first !== undefined && more.length === 0 ? first : list.encode(value);
    },
  };
}

/** A value that may be null. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    decode: (value) => (value === null || value === undefined ? null : codec.decode(value)),
    encode: (value) => (value === null ? null : codec.encode(value)),
  };
}

/** A value as the only member of an object. */
export function wrapped<T>(member: string, codec: Codec<T>): Codec<T> {
  return {
    decode: (value) => (isObject(value) ? within(member, () => codec.decode(value[member])) : refuse("an object", value)),
    encode: (value) => ({ [member]: within(member, () => codec.encode(value)) }),
  };
}

/** Texts of an enumeration. Others survive as they are. */
export interface Enumeration<T extends string> extends Codec<T> {
  /** The texts that this version of the package knows. */
  readonly texts: readonly Exclude<T, UnknownText>[];
  /** Whether this version of the package knows the text. */
  isKnown(text: string): text is Exclude<T, UnknownText>;
}

/** An enumeration of these texts. */
export function enumeration<T extends string>(texts: readonly Exclude<T, UnknownText>[]): Enumeration<T> {
  const known: ReadonlySet<string> = new Set(texts);
  return {
    ...plain<T>("a text", (value) => typeof value === "string"),
    texts,
    isKnown: (value): value is Exclude<T, UnknownText> => known.has(value),
  };
}

/** A member of an object: its name on the wire, its codec, and whether it may be absent. */
export interface Member<T> {
  readonly wire: string;
  readonly codec: Codec<T>;
  readonly optional: boolean;
  /** The JSON that stands in for it when it is read without. */
  readonly standIn: unknown;
}

/** A member that is always there. */
export function required<T>(wire: string, codec: Codec<T>): Member<T> {
  return { wire, codec, optional: false, standIn: undefined };
}

/** A member that may be absent; null is as good as absent. */
export function optional<T>(wire: string, codec: Codec<T>, standIn?: unknown): Member<T> {
  return { wire, codec, optional: true, standIn };
}

/** An object with these members, by their names in a program. Others are ignored when it is read. */
export function object<T extends object>(members: { readonly [Name in keyof T]-?: Member<Exclude<T[Name], undefined>> }): Codec<T> {
  const known = Object.entries<Member<unknown>>(members);
  return {
    decode: (value) => {
      if (!isObject(value)) {
        return refuse("an object", value);
      }
      const read: [string, unknown][] = [];
      for (const [name, member] of known) {
        const given = Object.hasOwn(value, member.wire) ? value[member.wire] : undefined;
        if (given !== undefined && (given !== null || !member.optional)) {
          read.push([name, within(member.wire, () => member.codec.decode(given))]);
        } else if (!member.optional) {
          throw new Misfit("the member is missing", step(member.wire));
        } else if (member.standIn !== undefined) {
          read.push([name, member.codec.decode(member.standIn)]);
        }
      }
      return Object.fromEntries(read) as T;
    },
    encode: (value) => {
      if (!isObject(value)) {
        return refuse("an object", value);
      }
      const written: [string, unknown][] = [];
      for (const [name, member] of known) {
        const given = Object.hasOwn(value, name) ? value[name] : undefined;
        if (given !== undefined) {
          written.push([member.wire, within(member.wire, () => member.codec.encode(given))]);
        } else if (!member.optional) {
          throw new Misfit("the member is missing", step(member.wire));
        }
      }
      return Object.fromEntries(written);
    },
  };
}
