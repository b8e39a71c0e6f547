import { describe, expect, test } from "vitest";
import { implied } from "./document_number";

describe("implied", () => {
  test.each([
    ["11010119050307005X", { birth: "1905-03-07", sex: "1" }],
    [" 11010119050307005x ", { birth: "1905-03-07", sex: "1" }],
    ["110101190503070041", { birth: "1905-03-07", sex: "2" }],
  ])("%s tells sex and birth date", (number, expected) => expect(implied(number)).toEqual(expected));

  test.each(["110101190503070051", "11010119050307005", "G12345678", "", "110101190513070058"])(
    "%s tells nothing",
    (number) => expect(implied(number)).toBeNull(),
  );
});

test("the form's sex and birth date follow the number, only for type 01", () => {
  document.body.innerHTML = `<form>
    <select name="document_type"><option value="03">护照</option><option value="01">居民身份证</option></select>
    <input name="document_number"><input type="radio" name="gender" value="1"><input type="radio" name="gender" value="2">
    <input name="birth_date"></form>`;
  document.body.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  const form = document.querySelector("form")!;
  const control = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  control("document_number").value = "110101190503070041";
  control("document_number").dispatchEvent(new Event("change"));
  expect(control("birth_date").value).toBe("");
  control("document_type").value = "01";
  control("document_number").dispatchEvent(new Event("change"));
  expect(control("birth_date").value).toBe("1905-03-07");
  expect(control("gender").value).toBe("2");
});
