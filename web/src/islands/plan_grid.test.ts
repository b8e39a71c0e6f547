import { expect, test } from "vitest";

import { answerTo } from "./plan_grid";

test("a stint moves to a free cell of its own row and changes places with another stint", () => {
  expect(answerTo({ stint: "7", row: 2, onto: { slot: "48640", row: 2 } })).toEqual({ do: "move", first: "48640" });
  expect(answerTo({ stint: "7", row: 2, onto: { stint: "9", row: 4 } })).toEqual({ do: "swap", other: "9" });
  expect(answerTo({ stint: "7", row: 2, onto: { slot: "48640", row: 3 } })).toBeNull();
  expect(answerTo({ stint: "7", row: 2, onto: { stint: "7", row: 2 } })).toBeNull();
});
