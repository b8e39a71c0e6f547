import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, PieChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** What <c-chart> carries. rows: bars that lie, for long names and many of them. links: where a click on a label leads (drill-down). */
export interface ChartData {
  kind: "bar" | "rows" | "stacked" | "line" | "pie";
  stacked?: boolean;
  labels: string[];
  series: { name: string; values: number[] }[];
  links?: string[];
  unit?: string;
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const palette = () => [1, 2, 3, 4, 5, 6].map((place) => token(`chart-${place}`));

/** The drawing of the data in the tokens of the present theme. */
export function optionOf(data: ChartData): EChartsCoreOption {
  const { kind, labels, series, unit = "" } = data;
  const shared = {
    animation: false,
    color: palette(),
    textStyle: { fontFamily: token("font"), color: token("ink-soft") },
    // Rich text, since HTML tool tips need inline styles, which the page's security policy forbids.
    tooltip: { trigger: kind === "pie" ? "item" : "axis", renderMode: "richText", valueFormatter: (value: unknown) => `${value} ${unit}` },
    legend: series.length > 1 && kind !== "pie" ? { type: "scroll", bottom: 0, textStyle: { color: token("ink-soft") } } : undefined,
  };
  if (kind === "pie") {
    const values = labels.map((name, place) => ({ name, value: series[0]?.values[place] ?? 0 }));
    return { ...shared, series: [{ type: "pie", radius: ["40%", "64%"], label: { color: token("ink-soft"), formatter: "{b} {c}" }, data: values }] };
  }
  const line = { lineStyle: { color: token("line") } };
  const lying = kind === "rows";
  const names = {
    type: "category",
    data: labels,
    inverse: lying,
    axisLine: line,
    axisTick: { show: false },
    axisLabel: { color: token("ink-soft"), ...(lying ? { width: 180, overflow: "truncate" } : { hideOverlap: true }) },
  };
  const figures = { type: "value", name: lying ? "" : unit, minInterval: 1, splitLine: line, axisLabel: { color: token("ink-soft") } };
  return {
    ...shared,
    grid: { left: 8, right: 32, top: lying ? 8 : 32, bottom: series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: lying ? figures : names,
    yAxis: lying ? names : figures,
    series: series.map(({ name, values }) => ({
      name,
      data: values,
      type: kind === "line" ? "line" : "bar",
      stack: (kind === "stacked" || data.stacked) && kind !== "line" ? "all" : undefined,
      barMaxWidth: lying ? 16 : 32,
      label: { show: series.length === 1, position: lying ? "right" : "top", color: token("ink-soft") },
    })),
  };
}

/** Lying bars need room for each; whatever else fits the usual height. */
function measure(place: HTMLElement, { kind, labels }: ChartData): void {
  if (kind === "rows") place.style.height = `${Math.max(200, 48 + 26 * labels.length)}px`;
}

/** Draws into `place`, follows its size and the theme; a click on a value follows its link. */
export function draw(place: HTMLElement, data: ChartData): void {
  measure(place, data);
  const chart = init(place, null, { renderer: "svg" });
  const show = () => chart.setOption(optionOf(data), true);
  show();
  chart.on("click", ({ dataIndex }) => {
    const link = data.links?.[dataIndex];
    if (link) location.assign(link);
  });
  new ResizeObserver(() => chart.resize()).observe(place);
  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  place.closest("figure")?.querySelector<HTMLElement>("[data-chart-save]")?.addEventListener("click", (event) => {
    const link = event.currentTarget as HTMLAnchorElement;
    link.href = chart.getDataURL({ type: "svg" });
  });
}
