import { mount } from "../mount";
import { type Values, fill, isSame, snapshot } from "./form_values";
import { toast } from "./toast";

/**
 * Nothing typed is lost (PLT-131). A form marked data-draft warns before one leaves it unsaved and keeps what is typed
 * in this tab; it comes back after an expired session, a crash or a wrong click. Drafts belong to one account, and
 * passwords, codes and files are never kept (see form_values.ts).
 */

interface Draft {
  account: string;
  path: string;
  savedAt: number;
  submitted: boolean;
  values: Values;
}

const PREFIX = "draft:";
const account = () => document.body.dataset.account ?? "";
const keyOf = (form: HTMLFormElement) => `${PREFIX}${location.pathname}#${form.id || form.getAttribute("action") || ""}`;
const leaving = new WeakSet<HTMLFormElement>();

/** Keeps the form's present content; `submitted` when it is on its way to the server. */
export function keepDraft(form: HTMLFormElement, submitted = false): void {
  const draft: Draft = { account: account(), path: location.pathname, savedAt: Date.now(), submitted, values: snapshot(form) };
  sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
}

/** Forgets drafts for which `condition` holds. */
export function forgetDrafts(condition: (draft: Draft) => boolean): void {
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)))
    if (condition(JSON.parse(sessionStorage.getItem(key) ?? "{}") as Draft)) sessionStorage.removeItem(key);
}

/** What a newly opened page knows about drafts: another account's go; those sent from elsewhere arrived. */
export function tidyDrafts(): void {
  if (!account()) return; // the log-in page: the owner is about to come back
  forgetDrafts((draft) => draft.account !== account());
  const isSaved = document.querySelector(".note.success") !== null;
  forgetDrafts((draft) => draft.submitted && (isSaved || draft.path !== location.pathname));
}

/** Puts a kept draft back into its form, unless the server already did; true if it changed something. */
export function restoreDraft(form: HTMLFormElement): boolean {
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept || !account()) return false;
  sessionStorage.removeItem(keyOf(form));
  const draft = JSON.parse(kept) as Draft;
  const original = snapshot(form);
  if (form.querySelector(".field.invalid, .note.error") || isSame(original, draft.values)) return false;
  fill(form, draft.values);
  form.prepend(restoredNote(draft.savedAt, () => fill(form, original)));
  return true;
}

function restoredNote(savedAt: number, undo: () => void): HTMLElement {
  const note = document.createElement("div");
  note.className = "note info";
  note.setAttribute("role", "status");
  const time = new Date(savedAt).toTimeString().slice(0, 5);
  const words = document.createElement("span");
  words.textContent = `已恢复您 ${time} 填写但没有保存的内容，请核对后保存。`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "text-button";
  button.textContent = "放弃这些内容";
  button.addEventListener("click", () => {
    undo();
    note.remove();
    toast("已还原为上次保存的内容。");
  });
  note.append(words, button);
  return note;
}

function watch(form: HTMLFormElement): void {
  let saved = snapshot(form);
  let timer = 0;
  const isDirty = () => !isSame(saved, snapshot(form));
  if (restoreDraft(form)) keepDraft(form);
  if (form.querySelector(".field.invalid")) saved = {}; // typed, refused by the server: still unsaved

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (isDirty()) keepDraft(form);
      else sessionStorage.removeItem(keyOf(form));
    }, 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keepDraft(form, true);
    leaving.add(form);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    leaving.delete(form);
    if (event.target !== form || !(event as CustomEvent<{ successful: boolean }>).detail.successful) return;
    sessionStorage.removeItem(keyOf(form));
    saved = snapshot(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if (form.isConnected && !leaving.has(form) && isDirty()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => leaving.delete(form));
}

tidyDrafts();
mount<HTMLFormElement>("form", (form) => {
  if (form.hasAttribute("data-draft")) watch(form);
  else restoreDraft(form);
  if (form.hasAttribute("data-forget-drafts")) form.addEventListener("submit", () => forgetDrafts(() => true));
});
