import { mount } from "../mount";

/** On a phone, where tabs scroll sideways, the current one is in the middle; the page itself stays where it is. */
mount<HTMLElement>(".tabs a[aria-current]", (tab) => {
  const row = tab.closest<HTMLElement>(".tabs")!;
  const [here, there] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += here.left + here.width / 2 - there.left - there.width / 2;
});
