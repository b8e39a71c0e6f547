// @vitest-environment jsdom
import { expect, test } from "vitest";

import "./parts";

function page(second = ""): HTMLElement {
  document.body.innerHTML = `
    <section data-parts>
      <nav class="tabs"><a href="#one">一</a><a href="#two">二</a></nav>
      <div class="part" id="one"><textarea></textarea></div>
      <div class="part" id="two">${second}</div>
    </section>`;
  const root = document.querySelector<HTMLElement>("[data-parts]")!;
  root.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  return root;
}

const shown = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>(".part:not([hidden])")].map((part) => part.id);
const current = (root: HTMLElement) => root.querySelector("[aria-current]")?.textContent;

test("the first part is shown, and a click shows another without losing what was typed", () => {
  location.hash = "";
  const root = page();
  expect(shown(root)).toEqual(["one"]);
  root.querySelector("textarea")!.value = "typed";
  root.querySelector<HTMLElement>("a[href='#two']")!.click();
  expect(shown(root)).toEqual(["two"]);
  expect(current(root)).toBe("二");
  expect(location.hash).toBe("#two");
  expect(root.querySelector("textarea")!.value).toBe("typed");
});

test("the address says which part, even by a field inside it", () => {
  location.hash = "#field-a.b";
  expect(shown(page('<div id="field-a.b"></div>'))).toEqual(["two"]);
});

test("a page that came back opens the part with a remark in it", () => {
  location.hash = "#one";
  expect(shown(page('<details class="pin" open></details>'))).toEqual(["two"]);
});

test("one steps through the parts, and stays at either end", () => {
  location.hash = "";
  const root = page('<button type="button" data-step="-1"></button>');
  root.insertAdjacentHTML("beforeend", '<button type="button" data-step="1" id="on"></button>');
  const on = root.querySelector<HTMLElement>("#on")!;
  on.click();
  expect(shown(root)).toEqual(["two"]);
  on.click();
  expect(shown(root)).toEqual(["two"]);
  root.querySelector<HTMLElement>("[data-step='-1']")!.click();
  expect(shown(root)).toEqual(["one"]);
});
