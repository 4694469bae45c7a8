// JSON with whole numbers of any length: those that a double cannot hold become a bigint.

/** A text in quotes, or a number of so many digits that a double may lose some. */
const LONG = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Something long enough to look closer. */
const MAY_BE_LONG = /\d{16}/;

/** Reads JSON. Throws a SyntaxError if it is none. */
export function parse(text: string): unknown {
  // Before anything is replaced, since a text that is no JSON must not become some.
  const plain = JSON.parse(text) as unknown;
  if (!MAY_BE_LONG.test(text)) {
    return plain;
  }
  // Stands in front of the digits while the text is parsed; no peer can know it.
  const mark = `\u0000${String(Math.random())}:`;
  const marked = text.replace(LONG, (part) => {
    return part.startsWith('"') ? part : JSON.stringify(mark + part);
  });
  const revive = (_key: string, value: unknown): unknown => {
    return typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value;
  };
  return marked === text ? plain : (JSON.parse(marked, revive) as unknown);
}

/** Writes JSON; a bigint is written as a number. */
export function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError) {
      return write(value);
    }
    throw error;
  }
}

function write(value: unknown): string {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(write).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Whether a value is an object of JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
