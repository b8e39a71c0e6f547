import { delegate } from "../mount";

/**
 * Dialogs open by data-dialog="id", or when htmx fills one (not by a part with data-stays-closed); a server closes them with HX-Trigger: dialog-close.
 * What htmx put into data-forget goes when its dialog closes: it may be somebody's number.
 */

let opener: HTMLElement | null = null;

function open(dialog: HTMLDialogElement): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus], .dialog-body :is(input, select, textarea):not([type=hidden])")?.focus();
}

delegate("click", "[data-dialog]", (element, event) => {
  const dialog = document.getElementById(element.dataset.dialog ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  open(dialog);
});

delegate("click", "[data-dialog-close]", (element) => {
  element.closest("dialog")?.close();
  opener?.focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const filled = event.target instanceof Element ? event.target : null;
  const dialog = filled?.closest("dialog");
  if (dialog && !dialog.open && !filled?.closest("[data-stays-closed]")) open(dialog);
});

document.addEventListener("dialog-close", () => {
  document.querySelectorAll<HTMLDialogElement>("dialog[open]").forEach((dialog) => dialog.close());
  opener?.focus();
});

document.addEventListener(
  "close",
  (event) => {
    if (event.target instanceof Element) event.target.querySelector("[data-forget]")?.replaceChildren();
  },
  true, // it does not bubble
);
