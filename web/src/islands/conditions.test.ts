import { expect, test } from "vitest";
import { holds } from "./conditions";

const read = (values: Record<string, string>) => (name: string) => values[name] ?? null;

test("one of several values", () => {
  expect(holds("category=COMPANY|ENTRUST", read({ category: "ENTRUST" }))).toBe(true);
  expect(holds("category=COMPANY|ENTRUST", read({ category: "SOCIAL" }))).toBe(false);
});
test("not empty, and both together", () => {
  expect(holds("exam=licensed&number!=", read({ exam: "licensed", number: "1" }))).toBe(true);
  expect(holds("exam=licensed&number!=", read({ exam: "licensed", number: "" }))).toBe(false);
});
test("what is not on the page hides nothing", () => expect(holds("document_type=01", read({}))).toBe(true));
