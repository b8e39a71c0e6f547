import { mount } from "../mount";

/**
 * A stint of a rotation plan is dragged onto a free cell of its own row (it moves there), onto another stint of its row
 * or, of the same time, of another (they change places). `data-plan-grid`: address of the stint with the key 0. The
 * server judges and explains. From the keyboard the same is done on the stint's own page, to which its cell leads.
 */

export interface Drop {
  stint: string;
  row: number;
  onto: { stint?: string; slot?: string; row: number };
}

/** What is posted for a drop; null where it means nothing. */
export function answerTo(drop: Drop): Record<string, string> | null {
  const { onto } = drop;
  if (onto.stint) return onto.stint === drop.stint ? null : { do: "swap", other: onto.stint };
  return onto.slot && onto.row === drop.row ? { do: "move", first: onto.slot } : null;
}

mount<HTMLTableElement>("[data-plan-grid]", (grid) => {
  const address = grid.dataset.planGrid;
  if (!address) return;
  let held: HTMLTableCellElement | null = null;
  const cellAt = (event: Event) =>
    event.target instanceof Element ? event.target.closest<HTMLTableCellElement>("td[data-stint], td[data-slot]") : null;
  const rowOf = (cell: HTMLTableCellElement) => (cell.parentElement as HTMLTableRowElement).rowIndex;
  const posted = (cell: HTMLTableCellElement | null) =>
    held && cell
      ? answerTo({
          stint: held.dataset.stint ?? "",
          row: rowOf(held),
          onto: { stint: cell.dataset.stint, slot: cell.dataset.slot, row: rowOf(cell) },
        })
      : null;
  const unmark = () => grid.querySelectorAll(".target").forEach((cell) => cell.classList.remove("target"));

  grid.querySelectorAll<HTMLElement>("td[data-stint]").forEach((cell) => {
    cell.draggable = true;
    cell.querySelectorAll<HTMLElement>("a").forEach((link) => (link.draggable = false));
  });
  grid.addEventListener("dragstart", (event) => {
    held = cellAt(event);
    held?.classList.add("held");
  });
  grid.addEventListener("dragover", (event) => {
    const cell = cellAt(event);
    unmark();
    if (!posted(cell)) return;
    event.preventDefault();
    cell?.classList.add("target");
  });
  grid.addEventListener("dragend", () => {
    held?.classList.remove("held");
    unmark();
    held = null;
  });
  grid.addEventListener("drop", (event) => {
    const facts = posted(cellAt(event));
    if (!facts || !held) return;
    event.preventDefault();
    send(address.replace("/0/", `/${held.dataset.stint}/`) + location.search, facts);
  });
});

function send(address: string, facts: Record<string, string>): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  for (const [name, value] of Object.entries({ ...facts, from_grid: "1", csrfmiddlewaretoken: token })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
