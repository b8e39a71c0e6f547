import { mount } from "../mount";
import { toast } from "./toast";

/**
 * A stint of a rotation plan is dragged onto a free cell of its own row (it moves there), onto another stint of its row
 * or, of the same time, of another (they change places). Dropped on the right half of an empty month it begins on the
 * 16th. By keyboard: arrows walk, the space bar lifts a stint and lays it down (2: on the 16th), Escape leaves it where
 * it was, L locks and unlocks; Enter follows the cell's link, where all else is done. `data-plan-grid`: address of the
 * stint with the key 0. The server judges, explains, and sends those lines that have become others.
 */

export interface Drop {
  stint: string;
  row: number;
  onto: { stint?: string; slot?: string; row: number; half?: number };
}

const TOPBAR = 64; // pixels that cover the page while it scrolls

type Cell = HTMLTableCellElement;

/** What is posted for a drop; null where it means nothing. */
export function answerTo(drop: Drop): Record<string, string> | null {
  const { onto } = drop;
  if (onto.stint) return onto.stint === drop.stint ? null : { do: "swap", other: onto.stint };
  return onto.slot && onto.row === drop.row ? { do: "move", first: String(Number(onto.slot) + (onto.half ?? 0)) } : null;
}

/** The nearest cell with a link in this direction, over columns that a cell spans; null at the edge. */
export function neighbour(cell: Cell, key: string): Cell | null {
  const row = cell.parentElement as HTMLTableRowElement;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    let next = cell as Element | null;
    do next = key === "ArrowLeft" ? next!.previousElementSibling : next!.nextElementSibling;
    while (next && !next.querySelector("a"));
    return next as Cell | null;
  }
  let column = 0;
  for (let before = cell.previousElementSibling; before; before = before.previousElementSibling)
    column += (before as Cell).colSpan;
  let other = row as Element | null;
  for (;;) {
    other = key === "ArrowUp" ? other!.previousElementSibling : other!.nextElementSibling;
    if (!other) return null;
    let left = column;
    const there = Array.from((other as HTMLTableRowElement).cells).find((each) => (left -= each.colSpan) < 0);
    if (there?.querySelector("a")) return there;
  }
}

const rowOf = (cell: Cell) => (cell.parentElement as HTMLTableRowElement).rowIndex;
const cellAt = (event: Event) =>
  event.target instanceof Element ? event.target.closest<Cell>("td[data-stint], td[data-slot]") : null;

/** 1 over the right half of an empty month. */
function halfOf(cell: Cell, event: MouseEvent): number {
  const box = cell.getBoundingClientRect();
  return cell.colSpan === 2 && event.clientX > box.left + box.width / 2 ? 1 : 0;
}

mount<HTMLTableElement>("[data-plan-grid]", (grid) => {
  keepPlace(grid);
  const address = grid.dataset.planGrid;
  if (!address) return;
  const told = document.querySelector<HTMLElement>("[data-plan-grid-told]");
  const help = told?.textContent ?? "";
  let held: Cell | null = null;

  const hold = (cell: Cell | null, words = help) => {
    held?.classList.remove("held");
    grid.querySelectorAll(".target").forEach((each) => each.classList.remove("target", "second"));
    held = cell?.dataset.stint ? cell : null;
    held?.classList.add("held");
    if (told) told.textContent = words;
  };
  const posted = (cell: Cell | null, half: number) =>
    held && cell
      ? answerTo({
          stint: held.dataset.stint ?? "",
          row: rowOf(held),
          onto: { stint: cell.dataset.stint, slot: cell.dataset.slot, row: rowOf(cell), half },
        })
      : null;
  const change = (cell: Cell, facts: Record<string, string>) => {
    hold(null);
    cell.querySelector("a")?.focus({ preventScroll: true }); // where it will be found again
    void send(grid, address.replace("/0/", `/${cell.dataset.stint}/`) + location.search, facts);
  };
  const layDown = (cell: Cell, half: number) => {
    const facts = posted(cell, half);
    if (cell === held) hold(null);
    else if (facts && held) change(held, facts);
    else if (told) told.textContent = "不能放在这里：请放到本人的空白格，或另一段轮转上对调。按 Esc 放弃。";
  };

  grid.addEventListener("pointerdown", (event) => {
    const cell = cellAt(event);
    if (!cell?.dataset.stint) return;
    cell.draggable = true;
    cell.querySelectorAll("a").forEach((link) => (link.draggable = false));
  });
  grid.addEventListener("dragstart", (event) => hold(cellAt(event)));
  grid.addEventListener("dragover", (event) => {
    const cell = cellAt(event);
    if (!cell?.classList.contains("target")) grid.querySelector(".target")?.classList.remove("target", "second");
    if (!cell || !posted(cell, 0)) return;
    event.preventDefault();
    cell.classList.add("target");
    cell.classList.toggle("second", !cell.dataset.stint && halfOf(cell, event) === 1);
  });
  grid.addEventListener("dragend", () => hold(null));
  grid.addEventListener("drop", (event) => {
    const cell = cellAt(event);
    const facts = cell && posted(cell, halfOf(cell, event));
    if (!facts || !held) return;
    event.preventDefault();
    change(held, facts);
  });
  grid.addEventListener("keydown", (event) => {
    const cell = cellAt(event);
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const stint = cell.dataset.stint;
    if (event.key.startsWith("Arrow")) neighbour(cell, event.key)?.querySelector("a")?.focus();
    else if (held && [" ", "Enter", "2"].includes(event.key)) layDown(cell, event.key === "2" && cell.colSpan === 2 ? 1 : 0);
    else if (held && event.key === "Escape") hold(null);
    else if (stint && event.key === " ")
      hold(cell, `已拿起 ${cell.title.split("\n")[0]}：用方向键选择位置，按空格放下（按 2 放到空白月份的下半月），按 Esc 放弃。`);
    else if (stint && event.key.toLowerCase() === "l")
      change(cell, { do: cell.classList.contains("locked") ? "unlock" : "lock" });
    else return;
    event.preventDefault();
  });
});

/** Leaving and coming back, after a change too, the grid is where it was. */
function keepPlace(grid: HTMLElement): void {
  const scroller = grid.closest<HTMLElement>("[data-table-scroll]");
  const key = `plan-grid ${location.pathname}${location.search}`;
  if (!scroller) return;
  const [left, top, page, stint] = JSON.parse(sessionStorage.getItem(key) ?? "[]") as (number | string)[];
  if (left !== undefined) {
    scroller.scrollTo(Number(left), Number(top));
    window.scrollTo(0, Number(page));
    if (stint) grid.querySelector<HTMLElement>(`[data-stint="${stint}"] a`)?.focus({ preventScroll: true });
    sayAgain();
  }
  window.addEventListener("pagehide", () => {
    const at = document.activeElement?.closest<HTMLElement>("[data-stint]")?.dataset.stint ?? "";
    sessionStorage.setItem(key, JSON.stringify([scroller.scrollLeft, scroller.scrollTop, window.scrollY, at]));
  });
}

/** What a change has brought stands at the head of the page, which may be out of sight by now. */
function sayAgain(): void {
  document.querySelectorAll<HTMLElement>("main > .stack > .note, #plan-told > .note").forEach((note) => {
    const tone = (["error", "warning", "success"] as const).find((each) => note.classList.contains(each));
    if (tone && note.getBoundingClientRect().bottom < TOPBAR) toast(note.innerText.trim(), tone);
  });
}

/** `seen`: what the page knows of the plan's changes; should there be others by now, it is read anew. */
async function send(grid: HTMLElement, address: string, facts: Record<string, string>): Promise<void> {
  const seen = document.getElementById("plan-conflicts")?.dataset.seen ?? "";
  const { default: htmx } = await import("htmx.org"); // here, since it looks at the page that it is loaded into
  await htmx.ajax("post", address, { source: grid, swap: "none", values: { ...facts, from_grid: "1", seen } });
}

/** The answer to a change: what was said before it is old, what is said now may be out of sight. */
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if ((event as CustomEvent<{ target: Element }>).detail.target.id !== "plan-told") return;
  document.querySelectorAll("main > .stack > .note").forEach((note) => note.remove());
  sayAgain();
});

/** Its line may come anew: the focus stays with the stint. */
let focused = "";
document.addEventListener("htmx:beforeSwap", () => {
  focused = document.activeElement?.closest<HTMLElement>("[data-plan-grid] [data-stint]")?.dataset.stint ?? "";
});
document.addEventListener("htmx:afterRequest", () => {
  const link = focused && document.querySelector<HTMLElement>(`[data-plan-grid] [data-stint="${focused}"] a`);
  if (link && document.activeElement === document.body) link.focus({ preventScroll: true });
});

/** A cell's page is opened with the filters of the grid, to which it leads back. */
for (const type of ["pointerdown", "focusin"])
  document.addEventListener(type, (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".plan-grid td a") : null;
    if (!link || link.dataset.kept) return;
    link.dataset.kept = "1";
    link.search = [link.search.slice(1), location.search.slice(1)].filter(Boolean).join("&");
  });
