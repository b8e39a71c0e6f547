import { mount } from "../mount";

/**
 * Ticked rows of a list. The form posts `ids` of the ticked boxes, or `all_matching=1` for every row of the query.
 * Whatever shows the number carries data-selected-count; buttons that need rows carry data-needs-selection.
 */

interface Parts {
  boxes: HTMLInputElement[];
  page: HTMLInputElement | null;
  bar: HTMLElement | null;
  all: HTMLInputElement | null;
  total: number;
}

function parts(form: HTMLFormElement): Parts {
  const button = form.querySelector<HTMLElement>("[data-select-all]");
  return {
    boxes: [...form.querySelectorAll<HTMLInputElement>("[data-pick]:not(:disabled)")],
    page: form.querySelector("[data-pick-page]"),
    bar: form.querySelector("[data-selection-bar]"),
    all: form.querySelector("[data-all-matching]"),
    total: Number(button?.dataset.total ?? 0),
  };
}

/** Draws the state of the boxes: counts, the head's box, the bar, the buttons. */
export function showSelection(form: HTMLFormElement): number {
  const { boxes, page, bar, all, total } = parts(form);
  const ticked = boxes.filter((box) => box.checked).length;
  const isAll = all?.value === "1";
  const count = isAll ? total : ticked;
  form.querySelectorAll("[data-selected-count]").forEach((place) => (place.textContent = String(count)));
  if (page) {
    page.checked = ticked > 0 && ticked === boxes.length;
    page.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (bar) {
    bar.hidden = count === 0;
    const wrap = bar.querySelector<HTMLElement>("[data-select-all-wrap]");
    if (wrap) wrap.hidden = isAll || total <= boxes.length;
  }
  form.querySelectorAll<HTMLButtonElement>("[data-needs-selection]").forEach((button) => (button.disabled = count === 0));
  return count;
}

function tick(form: HTMLFormElement, checked: boolean, allMatching: string): void {
  const { boxes, all } = parts(form);
  boxes.forEach((box) => (box.checked = checked));
  if (all) all.value = allMatching;
  showSelection(form);
}

mount<HTMLFormElement>("form[data-selection]", (form) => {
  let last: HTMLInputElement | null = null;

  form.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-select-all]")) tick(form, true, "1");
    else if (target.closest("[data-select-none]")) tick(form, false, "");
    else if (target.matches("[data-pick-page]")) tick(form, (target as HTMLInputElement).checked, "");
    else if (target.matches("[data-pick]")) {
      const box = target as HTMLInputElement;
      if ((event as MouseEvent).shiftKey && last) pickBetween(parts(form).boxes, last, box);
      last = box;
      const { all } = parts(form);
      if (all) all.value = "";
      showSelection(form);
    }
  });
  showSelection(form);
});

/** Shift-click gives every box between the last one and this one the same state. */
export function pickBetween(boxes: HTMLInputElement[], from: HTMLInputElement, to: HTMLInputElement): void {
  const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  boxes.slice(start, (end ?? 0) + 1).forEach((box) => (box.checked = to.checked));
}
