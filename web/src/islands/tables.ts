import { mount } from "../mount";

/** Marks a wide table with what is hidden at its sides, so that the columns that stay cast a shadow. */
mount<HTMLElement>("[data-table-scroll]", (scroller) => {
  const look = () => {
    const rest = scroller.scrollWidth - scroller.clientWidth;
    scroller.classList.toggle("scrolled", scroller.scrollLeft > 0);
    scroller.classList.toggle("more", scroller.scrollLeft < rest - 1);
    // Only what scrolls needs to be reachable by the keyboard.
    if (rest > 0 || scroller.scrollHeight > scroller.clientHeight) scroller.tabIndex = 0;
    else scroller.removeAttribute("tabindex");
  };
  scroller.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(scroller);
});
