/** Drop-down menus are <details>; this adds what people expect of a menu: it closes, and arrows walk through it. */

const opened = () => [...document.querySelectorAll<HTMLDetailsElement>("details[data-dropdown][open]")];

document.addEventListener("click", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target as Node)) menu.open = false;
});

document.addEventListener("focusin", (event) => {
  for (const menu of opened()) if (!menu.contains(event.target as Node)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = (event.target as Element).closest?.<HTMLDetailsElement>("details[data-dropdown]");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll<HTMLElement>(".dropdown-panel :is(a, button)")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
  }
});
