// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";

import "./submits";

let form: HTMLFormElement;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form method="post"><input name="title"><button>导出</button><button>上报</button></form>';
  form = document.querySelector("form")!;
});

/** Is it sent? jsdom itself sends nothing. */
function isSent(by: number = 0): boolean {
  const submitter = form.querySelectorAll("button")[by];
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter });
  return form.dispatchEvent(event);
}

test("by a double click a form is sent once, and after a while again", () => {
  expect([isSent(), isSent()]).toEqual([true, false]);
  vi.advanceTimersByTime(6_000);
  expect(isSent()).toBe(true);
});

test("another button does its work at once", () => {
  expect([isSent(0), isSent(1), isSent(1)]).toEqual([true, true, false]);
});

test("what was changed, or comes back by «Back», is sent at once", () => {
  isSent();
  form.querySelector("input")!.dispatchEvent(new Event("input", { bubbles: true }));
  expect(isSent()).toBe(true);
  window.dispatchEvent(new Event("pageshow"));
  expect(isSent()).toBe(true);
});

test("what somebody held back to ask first is not on its way, nor is a search", () => {
  form.addEventListener("submit", (event) => event.preventDefault(), { once: true });
  expect([isSent(), isSent()]).toEqual([false, true]);
  form.method = "get";
  window.dispatchEvent(new Event("pageshow"));
  expect([isSent(), isSent()]).toEqual([true, true]);
});
