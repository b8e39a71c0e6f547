/** Single-key shortcuts: an element with data-key="a" is clicked, or focused if one types into it. */

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable], dialog") !== null;
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
