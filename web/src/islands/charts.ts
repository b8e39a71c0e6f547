import type { ChartData } from "../charts";
import { mount } from "../mount";

/** Charts load when they come into sight. */
mount<HTMLElement>("[data-chart]", (place) => {
  const data = JSON.parse(document.getElementById(place.dataset.chart ?? "")?.textContent ?? "null") as ChartData | null;
  if (!data) return;
  const seen = new IntersectionObserver(async ([entry]) => {
    if (!entry?.isIntersecting) return;
    seen.disconnect();
    const { draw } = await import("../charts");
    draw(place, data);
  }, { rootMargin: "200px" });
  seen.observe(place);
});
