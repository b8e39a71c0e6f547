/** What a form holds, by name; several values for groups of boxes and multiple selects. */
export type Values = Record<string, string[]>;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const NEVER_TYPES = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

/** Passwords, codes, files and what the server put there are not kept; nor what is marked data-no-draft. */
function isKept(element: Element): element is Control {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement))
    return false;
  if (!element.name || NEVER_TYPES.has(element.type)) return false;
  const autocomplete = element.getAttribute("autocomplete") ?? "";
  return !/password|one-time-code/.test(autocomplete) && element.closest("[data-no-draft], [data-captcha]") === null;
}

const controls = (form: HTMLFormElement) => [...form.elements].filter(isKept);
const isBox = (control: Control): control is HTMLInputElement => control.type === "checkbox" || control.type === "radio";

/** The present content of a form. */
export function snapshot(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const control of controls(form)) {
    const list = (values[control.name] ??= []);
    if (isBox(control)) {
      if (control.checked) list.push(control.value);
    } else if (control instanceof HTMLSelectElement) list.push(...[...control.selectedOptions].map((option) => option.value));
    else list.push(control.value);
  }
  return values;
}

export function isSame(one: Values, other: Values): boolean {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

/** Puts values back; names that the form no longer has are left out. */
export function fill(form: HTMLFormElement, values: Values): void {
  const used: Record<string, number> = {};
  for (const control of controls(form)) {
    const list = values[control.name];
    if (!list) continue;
    if (isBox(control)) control.checked = list.includes(control.value);
    else if (control instanceof HTMLSelectElement) {
      for (const option of control.options) option.selected = list.includes(option.value);
      (control as HTMLSelectElement & { tomselect?: { sync(): void } }).tomselect?.sync();
    } else {
      const place = (used[control.name] = (used[control.name] ?? -1) + 1); // same name several times: in order
      control.value = list[place] ?? "";
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
