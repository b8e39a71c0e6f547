import { expect, test } from "vitest";

import { answerTo, neighbour } from "./plan_grid";

test("a stint moves to a free cell of its own row and changes places with another stint", () => {
  expect(answerTo({ stint: "7", row: 2, onto: { slot: "48640", row: 2 } })).toEqual({ do: "move", first: "48640" });
  expect(answerTo({ stint: "7", row: 2, onto: { slot: "48640", row: 2, half: 1 } })?.first).toBe("48641");
  expect(answerTo({ stint: "7", row: 2, onto: { stint: "9", row: 4 } })).toEqual({ do: "swap", other: "9" });
  expect(answerTo({ stint: "7", row: 2, onto: { slot: "48640", row: 3 } })).toBeNull();
  expect(answerTo({ stint: "7", row: 2, onto: { stint: "7", row: 2 } })).toBeNull();
});

test("arrows walk over rows of cells that span differently, and past cells without a link", () => {
  document.body.innerHTML = `<table><tbody>
    <tr><th>甲</th><td id="a" colspan="4"><a href="#"></a></td><td id="b" colspan="2"><a href="#"></a></td></tr>
    <tr><th>乙</th><td id="c" colspan="2"></td><td id="d" colspan="2"><a href="#"></a></td><td id="e" colspan="2"></td></tr>
    <tr><th>丙</th><td id="f" colspan="4"><a href="#"></a></td><td id="g" colspan="2"><a href="#"></a></td></tr>
  </tbody></table>`;
  const from = (id: string, key: string) => neighbour(document.getElementById(id) as HTMLTableCellElement, key)?.id;
  expect(from("a", "ArrowRight")).toBe("b");
  expect(from("a", "ArrowLeft")).toBeUndefined();
  expect(from("a", "ArrowDown")).toBe("f");
  expect(from("d", "ArrowUp")).toBe("a");
  expect(from("b", "ArrowDown")).toBe("g");
  expect(from("g", "ArrowUp")).toBe("b");
  expect(from("f", "ArrowDown")).toBeUndefined();
});
