import { delegate, mount } from "../mount";

/** Tabs whose parts all lie in the page (data-parts): one is shown at a time, and nothing typed in another is lost. */

function partOf(root: HTMLElement, hash: string): HTMLElement | null {
  const target = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  return target && root.contains(target) ? target.closest<HTMLElement>(".part") : null;
}

function show(root: HTMLElement, part: HTMLElement): void {
  root.querySelectorAll<HTMLElement>(".part").forEach((each) => (each.hidden = each !== part));
  root.querySelectorAll<HTMLAnchorElement>(".tabs a").forEach((link) => {
    if (link.hash === `#${part.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

mount<HTMLElement>("[data-parts]", (root) => {
  const typed = root.querySelector<HTMLElement>(".pin[open]")?.closest<HTMLElement>(".part"); // the page came back
  const first = typed ?? partOf(root, location.hash) ?? root.querySelector<HTMLElement>(".part");
  if (first) show(root, first);
});

delegate("click", "[data-parts] .tabs a", (link, event) => {
  const root = link.closest<HTMLElement>("[data-parts]");
  const part = root && partOf(root, (link as HTMLAnchorElement).hash);
  if (!root || !part) return;
  event.preventDefault();
  show(root, part);
  history.replaceState(history.state, "", `#${part.id}`);
});

/** 上一步, 下一步: the part before or behind the one that is shown. */
delegate("click", "[data-parts] [data-step]", (button) => {
  const links = [...button.closest("[data-parts]")!.querySelectorAll<HTMLAnchorElement>(".tabs a")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[at + Number(button.dataset.step)]?.click();
});
