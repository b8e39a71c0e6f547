import { expect, test } from "vitest";
import { pickBetween, showSelection } from "./selection";

function list(): HTMLFormElement {
  document.body.innerHTML = `<form data-selection>
    <button data-needs-selection>上报</button>
    <span data-selection-bar hidden><input type="hidden" name="all_matching" data-all-matching>
      <b data-selected-count></b><span data-select-all-wrap><button type="button" data-select-all data-total="214"></button></span></span>
    <input type="checkbox" data-pick-page>
    ${[1, 2, 3].map((id) => `<input type="checkbox" name="ids" value="${id}" data-pick>`).join("")}</form>`;
  return document.querySelector("form")!;
}

const boxes = (form: HTMLFormElement) => [...form.querySelectorAll<HTMLInputElement>("[data-pick]")];

test("nothing ticked: no bar, and actions that need rows are off", () => {
  const form = list();
  expect(showSelection(form)).toBe(0);
  expect(form.querySelector<HTMLElement>("[data-selection-bar]")!.hidden).toBe(true);
  expect(form.querySelector("button")!.disabled).toBe(true);
});

test("one ticked: the head's box stands between, the form posts its id", () => {
  const form = list();
  boxes(form)[1]!.checked = true;
  expect(showSelection(form)).toBe(1);
  expect(form.querySelector<HTMLInputElement>("[data-pick-page]")!.indeterminate).toBe(true);
  expect(new FormData(form).getAll("ids")).toEqual(["2"]);
});

test("all 214 chosen: the count is the query's, not the page's", () => {
  const form = list();
  form.querySelector<HTMLInputElement>("[data-all-matching]")!.value = "1";
  expect(showSelection(form)).toBe(214);
  expect(form.querySelector("b")!.textContent).toBe("214");
  expect(form.querySelector<HTMLElement>("[data-select-all-wrap]")!.hidden).toBe(true);
});

test("shift-click ticks everything between, in either direction", () => {
  const form = list();
  const [first, second, third] = boxes(form) as [HTMLInputElement, HTMLInputElement, HTMLInputElement];
  first.checked = true;
  pickBetween(boxes(form), third, first);
  expect([first.checked, second.checked, third.checked]).toEqual([true, true, true]);
});
