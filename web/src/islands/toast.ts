type Tone = "info" | "success" | "warning" | "error";

/** Shows a message at the top right; errors stay until closed, others leave after six seconds. */
export function toast(message: string, tone: Tone = "info"): void {
  const note = document.createElement("div");
  note.className = `note ${tone}`;
  const words = document.createElement("div");
  words.textContent = message;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "text-button";
  close.textContent = "关闭";
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  // A modal dialog covers everything outside it, so the message goes into the dialog's own layer.
  const place = document.querySelector("dialog[open] .dialog-body") ?? document.getElementById("toasts");
  place?.prepend(note);
  if (tone !== "error") setTimeout(() => note.remove(), 6000);
}
