/** Single-key shortcuts: an element with data-key="a" is clicked, or focused if one types into it. */

function isTyping(target: EventTarget | null): boolean {
  const fields = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable], dialog";
  return target instanceof HTMLElement && target.closest(fields) !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!element) return;
  event.preventDefault();
  if (element.matches("input, textarea")) element.focus();
  else element.click();
});
