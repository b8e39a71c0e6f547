/**
 * A form that is on its way is not sent again: by a double click the same would be recorded twice, or the second save
 * be refused because of the first (PLT-34). What was changed meanwhile may be sent at once.
 */

const WAIT = 5_000; // milliseconds; where a file is the answer the page stays, and may ask for another
let sent = new WeakMap<EventTarget, number>();

document.addEventListener(
  "submit",
  (event) => {
    const at = event.target ? sent.get(event.target) : undefined;
    if (at === undefined || performance.now() - at > WAIT) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true, // before anything else hears of it
);

// Last of all: what somebody has prevented, to ask first or to send it otherwise, is not on its way.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.method === "post" && !event.defaultPrevented) sent.set(form, performance.now());
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form) sent.delete(form);
});

window.addEventListener("pageshow", () => (sent = new WeakMap())); // «Back» brings the page as it was left
