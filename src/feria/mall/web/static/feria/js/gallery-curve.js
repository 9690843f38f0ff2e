// The gallery's sample curve: a made-up minute-by-minute rush.
import { chart, colours } from "./chart.js";

const element = document.getElementById("curve");
const minutes = Array.from({ length: 60 }, (_, minute) => minute);
const orders = minutes.map((m) => Math.round(900 * Math.exp(-m / 22) * (1 + 0.3 * Math.sin(m / 2.3)) + 2600 * Math.exp(-((m - 1) ** 2) / 8)));
const live = getComputedStyle(document.documentElement).getPropertyValue("--board-live").trim() || colours().accent;

chart(element, {
  grid: { top: 16 },
  xAxis: { type: "category", data: minutes.map((m) => `00:${String(m).padStart(2, "0")}`), boundaryGap: false, axisLabel: { interval: 9 } },
  yAxis: { type: "value", splitNumber: 3 },
  series: [{ type: "line", data: orders, symbol: "none", smooth: 0.2, lineStyle: { width: 3, color: live }, areaStyle: { color: live, opacity: 0.16 } }],
});
