import { sha256 } from "./sha256";

/** An altcha v2 challenge with algorithm SHA-256 and counters as big-endian uint32, as the Python package makes it. */
export interface Challenge {
  parameters: { algorithm: string; nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string };
  signature?: string;
}

export interface Solution {
  counter: number;
  derivedKey: string;
  time: number;
}

const fromHex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Finds the counter whose key, SHA-256 of salt, nonce and counter repeated `cost` times, starts with the prefix. */
export function solve({ parameters }: Challenge): Solution {
  if (parameters.algorithm !== "SHA-256") throw new Error(`unsupported algorithm ${parameters.algorithm}`);
  const start = performance.now();
  const head = fromHex(parameters.salt + parameters.nonce);
  const message = new Uint8Array(head.length + 4);
  message.set(head);
  const view = new DataView(message.buffer);
  for (let counter = 0; counter < 2 ** 32; counter++) {
    view.setUint32(head.length, counter);
    let key = sha256(message);
    for (let round = 1; round < parameters.cost; round++) key = sha256(key);
    const derivedKey = toHex(key.subarray(0, parameters.keyLength));
    if (derivedKey.startsWith(parameters.keyPrefix)) return { counter, derivedKey, time: Math.round(performance.now() - start) };
  }
  throw new Error("no solution");
}
