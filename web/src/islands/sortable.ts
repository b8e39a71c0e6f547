import { mount } from "../mount";

/**
 * A list that is put into another order by dragging: `data-sortable` names the button value that keeps the order on the
 * server. Each item carries its key as a hidden input, so the form sends the keys as they stand. Without script, and
 * from the keyboard, the items' own buttons move them.
 */

/** Where among the items' middles a height lies: the index of the one before which it goes. */
export function placeAt(middles: number[], height: number): number {
  const found = middles.findIndex((middle) => height < middle);
  return found < 0 ? middles.length : found;
}

mount<HTMLElement>("[data-sortable]", (list) => {
  const items = () => [...list.querySelectorAll<HTMLElement>("[data-sortable-item]")];
  let held: HTMLElement | null = null;
  for (const item of items()) item.draggable = true;

  list.addEventListener("dragstart", (event) => {
    held = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-sortable-item]") : null;
    held?.classList.add("held");
  });
  list.addEventListener("dragover", (event) => {
    if (!held) return;
    event.preventDefault();
    const others = items().filter((item) => item !== held);
    const middles = others.map((item) => item.getBoundingClientRect().top + item.offsetHeight / 2);
    list.insertBefore(held, others[placeAt(middles, event.clientY)] ?? null);
  });
  list.addEventListener("dragend", () => {
    held?.classList.remove("held");
    held = null;
    const form = list.closest("form");
    const keep = form?.querySelector<HTMLButtonElement>(`button[name=do][value="${list.dataset.sortable}"]`);
    form?.requestSubmit(keep);
  });
});
