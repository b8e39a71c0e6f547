import { expect, test } from "vitest";
import { fill, isSame, snapshot } from "./form_values";

function form(inner: string): HTMLFormElement {
  document.body.innerHTML = `<form>${inner}</form>`;
  return document.querySelector("form")!;
}

const FIELDS = `
  <input name="name" value="林清和"><textarea name="note">甲</textarea>
  <select name="year"><option value="">请选择</option><option value="2026" selected>2026</option></select>
  <select name="tags" multiple><option selected>一</option><option selected>二</option><option>三</option></select>
  <input type="checkbox" name="box" value="a" checked><input type="checkbox" name="box" value="b">
  <input type="radio" name="sex" value="1"><input type="radio" name="sex" value="2" checked>
  <input name="phone" value="1"><input name="phone" value="2">`;

test("a snapshot put back into an emptied form gives the same form", () => {
  const full = form(FIELDS);
  const values = snapshot(full);
  expect(values).toEqual({
    name: ["林清和"], note: ["甲"], year: ["2026"], tags: ["一", "二"], box: ["a"], sex: ["2"], phone: ["1", "2"],
  });
  full.reset();
  fill(full, { name: [""], note: [""], year: [""], tags: [], box: ["b"], sex: ["1"], phone: ["", ""] });
  expect(isSame(snapshot(full), values)).toBe(false);
  fill(full, values);
  expect(isSame(snapshot(full), values)).toBe(true);
});

test("passwords, codes, files, hidden values and the picture code are never kept", () => {
  const secret = form(`<input type="password" name="a" value="x"><input name="b" value="x" autocomplete="one-time-code">
    <input type="hidden" name="c" value="x"><input type="file" name="d"><div data-captcha><input name="e" value="x"></div>
    <input name="f" value="x" autocomplete="new-password"><input name="g" value="x" data-no-draft>`);
  expect(snapshot(secret)).toEqual({});
});
