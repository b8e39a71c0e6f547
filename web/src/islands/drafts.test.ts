import { beforeEach, describe, expect, test } from "vitest";
import { forgetDrafts, keepDraft, restoreDraft, tidyDrafts } from "./drafts";

/** PLT-131: nothing typed is lost. Each test is one page after another in the same tab. */

function page(inner: string, account = "7"): HTMLFormElement {
  document.body.dataset.account = account;
  document.body.innerHTML = `<form id="own">${inner}</form>`;
  return document.querySelector("form")!;
}

const typed = () => document.querySelector<HTMLInputElement>("input[name=mobile]")!.value;
const EMPTY = '<input name="mobile">';

beforeEach(() => {
  sessionStorage.clear();
  const form = page(EMPTY);
  form.querySelector("input")!.value = "13800002207";
  keepDraft(form, true);
});

test("what was typed comes back after the session expired and the same person logged in", () => {
  page("", "");
  tidyDrafts();
  const again = page(EMPTY);
  tidyDrafts();
  expect(restoreDraft(again)).toBe(true);
  expect(typed()).toBe("13800002207");
  expect(again.textContent).toContain("已恢复您");
});

test("another person in the same tab finds nothing", () => {
  const other = page(EMPTY, "8");
  tidyDrafts();
  expect(restoreDraft(other)).toBe(false);
  expect(sessionStorage.length).toBe(0);
});

test("a successful save leaves no draft", () => {
  const saved = page(EMPTY);
  document.body.insertAdjacentHTML("beforeend", '<div class="note success">已保存</div>');
  tidyDrafts();
  expect(restoreDraft(saved)).toBe(false);
});

test("what the server sent back with its errors is left as it is", () => {
  const refused = page('<div class="field invalid"><input name="mobile" value="138"></div>');
  tidyDrafts();
  expect(restoreDraft(refused)).toBe(false);
  expect(typed()).toBe("138");
});

test("«放弃这些内容» puts the saved content back", () => {
  const form = page('<input name="mobile" value="13900008810">');
  restoreDraft(form);
  expect(typed()).toBe("13800002207");
  form.querySelector("button")!.click();
  expect(typed()).toBe("13900008810");
});

describe("forgetDrafts", () => {
  test("logging out forgets everything", () => {
    forgetDrafts(() => true);
    expect(restoreDraft(page(EMPTY))).toBe(false);
  });
});
