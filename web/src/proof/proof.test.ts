import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "./sha256";
import { solve } from "./solve";

test.each([0, 1, 55, 56, 63, 64, 65, 119, 1000])("a message of %i bytes hashes as OpenSSL does", (length) => {
  const message = Uint8Array.from({ length }, (_, place) => (place * 31) % 256);
  expect(Buffer.from(sha256(message)).toString("hex")).toBe(createHash("sha256").update(message).digest("hex"));
});

test("the solution of a challenge is the first counter whose key has the prefix", () => {
  const parameters = { algorithm: "SHA-256", nonce: "00".repeat(16), salt: "ab".repeat(16), cost: 3, keyLength: 32, keyPrefix: "00" };
  const { counter, derivedKey } = solve({ parameters });
  const key = (place: number) => {
    const end = Buffer.alloc(4);
    end.writeUInt32BE(place);
    let bytes = Buffer.concat([Buffer.from(parameters.salt + parameters.nonce, "hex"), end]);
    for (let round = 0; round < 3; round++) bytes = createHash("sha256").update(bytes).digest();
    return bytes.toString("hex");
  };
  expect(key(counter)).toBe(derivedKey);
  expect(derivedKey.startsWith("00")).toBe(true);
  for (let earlier = 0; earlier < counter; earlier++) expect(key(earlier).startsWith("00")).toBe(false);
});

test("an algorithm that the bundle does not know is refused, not guessed", () => {
  const parameters = { algorithm: "ARGON2ID", nonce: "00", salt: "00", cost: 1, keyLength: 32, keyPrefix: "00" };
  expect(() => solve({ parameters })).toThrow("unsupported");
});
