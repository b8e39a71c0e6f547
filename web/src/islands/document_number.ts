import { mount } from "../mount";

/** What a resident identity card's number says: birth date as yyyy-mm-dd and sex code (1 男, 2 女); null if it is none. */
export function implied(number: string): { birth: string; sex: "1" | "2" } | null {
  const text = number.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(text)) return null;
  const sum = [...text.slice(0, 17)].reduce((total, digit, place) => total + Number(digit) * (2 ** (17 - place) % 11), 0);
  if ("10X98765432"[sum % 11] !== text[17]) return null;
  const birth = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  const day = new Date(`${birth}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== birth) return null;
  return { birth, sex: Number(text[16]) % 2 ? "1" : "2" };
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const control = form.elements.namedItem(name);
  if (control instanceof RadioNodeList) control.value = value;
  else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = value;
  else return;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A document number of type 01 fills sex and birth date of the same form (REP-21). */
mount<HTMLInputElement>('input[name="document_number"]', (input) => {
  input.addEventListener("change", () => {
    const form = input.form;
    const type = form?.elements.namedItem("document_type");
    if (!form || (type && "value" in type && type.value !== "01")) return;
    const found = implied(input.value);
    if (!found) return;
    fill(form, "gender", found.sex);
    fill(form, "birth_date", found.birth);
  });
});
