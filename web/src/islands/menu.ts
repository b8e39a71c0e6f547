import { delegate, mount, setCookie } from "../mount";
import { toast } from "./toast";

/** The left menu folds (remembered), slides in on a phone; colour themes; a disabled button tells its reason. */

const root = document.documentElement;

function fold(isFolded: boolean): void {
  root.dataset.menu = isFolded ? "folded" : "";
  document.querySelector("[data-menu-fold]")?.setAttribute("aria-expanded", String(!isFolded));
  setCookie("menu", root.dataset.menu);
}

delegate("click", "[data-menu-fold]", () => fold(root.dataset.menu !== "folded"));

delegate("click", ".side summary", (_, event) => {
  if (root.dataset.menu !== "folded") return;
  event.preventDefault(); // a folded branch has nothing to show: open the menu instead
  fold(false);
});

function slide(isOpen: boolean): void {
  const side = document.getElementById("menu");
  side?.classList.toggle("open", isOpen);
  if (isOpen) side?.querySelector<HTMLElement>("a")?.focus();
  else document.querySelector<HTMLElement>("[data-menu-open]")?.focus();
}

delegate("click", "[data-menu-open]", (_, event) => {
  event.preventDefault();
  slide(true);
});

delegate("click", "[data-menu-close]", (_, event) => {
  event.preventDefault();
  slide(false);
});

document.addEventListener("click", (event) => {
  const side = document.querySelector(".side.open");
  const target = event.target as Element;
  if (side && !side.contains(target) && !target.closest("[data-menu-open]")) slide(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".side.open")) slide(false);
});

mount<HTMLDetailsElement>("details[data-remember]", (branch) => {
  const key = branch.dataset.remember ?? "";
  if (localStorage.getItem(key) === "closed" && !branch.querySelector("[aria-current]")) branch.open = false;
  branch.addEventListener("toggle", () => localStorage.setItem(key, branch.open ? "open" : "closed"));
});

mount<HTMLElement>("[data-themes]", (choice) => {
  const buttons = [...choice.querySelectorAll<HTMLButtonElement>("[data-theme-name]")];
  const show = () =>
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeName === (root.dataset.theme ?? ""))));
  for (const button of buttons)
    button.addEventListener("click", () => {
      root.dataset.theme = button.dataset.themeName ?? "";
      setCookie("theme", root.dataset.theme);
      show();
    });
  show();
  choice.hidden = false;
});

delegate("click", "[data-why]", (button, event) => {
  event.preventDefault();
  toast(button.dataset.why ?? "", "warning");
});
