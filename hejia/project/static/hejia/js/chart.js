/** `figure[data-chart]`: draws the table behind it. The table is the truth, the chart its picture. */
import { script } from "./dom.js";

const INK = "#5d6875";
const BLUE = "#1557a5";

/** @param {ParentNode} root */
export function enhance(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]")) {
    if (figure instanceof HTMLElement) void draw(figure);
  }
}

/** @param {HTMLElement} figure */
async function draw(figure) {
  const place = figure.querySelector(".chart");
  if (!(place instanceof HTMLElement) || place.childElementCount) return;
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) => ({
    label: row.children[0]?.textContent || "",
    number: Number(row.children[1]?.textContent?.replaceAll(",", "")),
  }));
  await script("vendor/echarts.min.js");
  const echarts = /** @type {any} */ (window).echarts;
  const chart = echarts.init(place, null, { renderer: "svg" });
  const font = { color: INK, fontFamily: "inherit", fontSize: 13 };
  chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (/** @type {number} */ n) => `${n} ${figure.dataset.unit || ""}` },
    xAxis: { type: "category", data: rows.map((row) => row.label), axisLabel: font, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: font, name: figure.dataset.unit, nameTextStyle: font, minInterval: 1 },
    series: [{ type: figure.dataset.chart, data: rows.map((row) => row.number), itemStyle: { color: BLUE }, lineStyle: { color: BLUE }, barMaxWidth: 36 }],
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}
