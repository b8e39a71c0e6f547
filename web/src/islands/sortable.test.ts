import { expect, test } from "vitest";

import { placeAt } from "./sortable";

test("an item goes before the first whose middle lies lower", () => {
  expect(placeAt([10, 30, 50], 5)).toBe(0);
  expect(placeAt([10, 30, 50], 10)).toBe(1);
  expect(placeAt([10, 30, 50], 49)).toBe(2);
  expect(placeAt([10, 30, 50], 60)).toBe(3);
  expect(placeAt([], 60)).toBe(0);
});
