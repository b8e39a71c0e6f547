// @vitest-environment jsdom
import { expect, test } from "vitest";

import "./identity";

test("what is posted says as whom the page was opened, a search does not", () => {
  document.body.dataset.identity = "7";
  document.body.innerHTML = '<form method="post"></form><form method="get"></form>';
  const said = [...document.forms].map((form) => {
    const formData = new FormData();
    form.dispatchEvent(Object.assign(new Event("formdata", { bubbles: true }), { formData }));
    return formData.get("opened_as");
  });
  expect(said).toEqual(["7", null]);
});
