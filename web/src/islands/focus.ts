import { delegate, mount } from "../mount";

/** Small things of a page: the error summary takes the focus, «返回上一页», «打印», a disabled button says why. */

mount<HTMLElement>("[data-focus]", (element) => element.focus());

delegate("click", "[data-back]", () => history.back());

delegate("click", "[data-print]", () => window.print());

delegate("click", '.note.error a[href^="#"]', (link, event) => {
  const field = document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea") ? field : field.querySelector<HTMLElement>("input, select, textarea");
  control?.focus();
  field.scrollIntoView({ block: "center" });
});
