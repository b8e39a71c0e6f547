import { mount } from "../mount";

/** Tabs that do not fit a phone scroll sideways; the one that one is at stands in view. */
mount(".tabs a[aria-current]", (tab) => tab.scrollIntoView({ inline: "center", block: "nearest" }));
