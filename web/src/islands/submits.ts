/**
 * A form that is on its way is not sent again: by a double click the same would be recorded twice, or the second save
 * be refused because of the first (PLT-34). What was changed meanwhile may be sent at once, and so
 * may what another button of the form does.
 */

const WAIT = 5_000; // milliseconds; where a file is the answer the page stays, and may ask for another
type Sent = { at: number; by: HTMLElement | null };
let sent = new WeakMap<EventTarget, Sent>();

document.addEventListener(
  "submit",
  (event) => {
    const last = event.target ? sent.get(event.target) : undefined;
    if (!last || last.by !== event.submitter || performance.now() - last.at > WAIT) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true, // before anything else hears of it
);

// Last of all: what somebody has prevented, to ask first or to send it otherwise, is not on its way.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.method === "post" && !event.defaultPrevented)
    sent.set(form, { at: performance.now(), by: event.submitter });
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form) sent.delete(form);
});

window.addEventListener("pageshow", () => (sent = new WeakMap())); // «Back» brings the page as it was left
