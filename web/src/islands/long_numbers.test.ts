import { expect, test } from "vitest";
import { grouped } from "./long_numbers";

test.each([
  ["11010119050307005x", "110101 19050307 005X · 18 位"],
  ["138 0000 2207", "138 0000 2207 · 11 位"],
  ["1002342019000318", "1002 3420 1900 0318 · 16 位"],
  ["12345678", ""],
  ["110***********005X", ""],
  ["", ""],
])("«%s» is shown as «%s»", (value, shown) => expect(grouped(value)).toBe(shown));
