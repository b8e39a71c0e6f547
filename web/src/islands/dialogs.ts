import { delegate } from "../mount";

/**
 * Dialogs open by data-dialog="id", or when htmx fills one; a server closes them with HX-Trigger: dialog-close.
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
  const dialog = event.target instanceof Element ? event.target.closest("dialog") : null;
  if (dialog && !dialog.open) open(dialog);
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
