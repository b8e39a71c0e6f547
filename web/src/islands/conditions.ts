import { mount } from "../mount";

/**
 * Fields that are asked for only sometimes. `data-when` holds the condition as engines/fields/conditions.py words it:
 * «licensing_exam=licensed», «practice_number!=», several with «&». The server judges by the same one; without script
 * every field is simply there.
 */

/** Does the condition hold for these values? `read` gives a control's value by name, null when there is no such control. */
export function holds(words: string, read: (name: string) => string | null): boolean {
  return words.split("&").every((word) => {
    const [, name, sign, list] = /^([^!=]+)(!?=)(.*)$/.exec(word) ?? [];
    const value = read(name ?? "");
    if (value === null) return true; // decided by what is not on this page
    return (list ?? "").split("|").includes(value) === (sign === "=");
  });
}

function valueOf(form: HTMLFormElement, name: string): string | null {
  const control = form.elements.namedItem(name);
  return control && "value" in control ? String(control.value) : null;
}

mount<HTMLFormElement>("form", (form) => {
  const parts = [...form.querySelectorAll<HTMLElement>("[data-when]")];
  const switched = [...form.querySelectorAll<HTMLElement>("[data-switched]")];
  if (!parts.length && !switched.length) return;
  const follow = () => {
    for (const part of parts) {
      const prefix = part.dataset.prefix ? `${part.dataset.prefix}-` : "";
      part.hidden = !holds(part.dataset.when ?? "", (name) => valueOf(form, prefix + name));
    }
    for (const block of switched) {
      const box = block.querySelector<HTMLInputElement>(".switch input[type=checkbox]");
      const part = block.querySelector<HTMLElement>("[data-switched-part]");
      if (box && part) part.hidden = !box.checked;
    }
  };
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
});
