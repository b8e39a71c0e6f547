/** Runs `start` for every element that matches: when the page is ready, and in whatever htmx brings in later. */
export function mount<E extends Element>(selector: string, start: (element: E) => void): void {
  document.addEventListener("htmx:load", (event) => {
    const root = event.target;
    if (!(root instanceof Element)) return;
    if (root.matches(selector)) start(root as E);
    root.querySelectorAll<E>(selector).forEach(start);
  });
}

/** Listens once for the whole document; `act` gets the nearest element that matches. */
export function delegate(
  type: string,
  selector: string,
  act: (element: HTMLElement, event: Event) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) act(element, event);
  });
}

/** Remembers a choice of looks for a year, where the server can read it before the page is drawn. */
export function setCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax${secure}`;
}
