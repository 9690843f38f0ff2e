// Sales by hour, today's bars over yesterday's line. Data: {hours, today, before, labels, currency}.
import { chart, colours } from "./chart.js";

const data = JSON.parse(document.getElementById("hours-data").textContent);
const colour = colours();
const language = document.documentElement.lang;
const money = new Intl.NumberFormat(language, { style: "currency", currency: data.currency, useGrouping: "always" });
const whole = new Intl.NumberFormat(language, { style: "currency", currency: data.currency, maximumFractionDigits: 0, useGrouping: "always" });
const unit = 10 ** money.resolvedOptions().maximumFractionDigits;

chart(document.querySelector('[data-chart="hours"]'), {
  tooltip: { valueFormatter: (minor) => money.format(minor / unit) },
  xAxis: { type: "category", data: data.hours },
  // Marks stand on whole amounts of money, so that no two of them read the same.
  yAxis: { type: "value", minInterval: unit, axisLabel: { formatter: (minor) => whole.format(minor / unit) } },
  series: [
    { name: data.labels.today, type: "bar", data: data.today, itemStyle: { color: colour.accent }, barMaxWidth: 24 },
    { name: data.labels.before, type: "line", data: data.before, showSymbol: false, lineStyle: { color: colour.soft, width: 1.5 }, itemStyle: { color: colour.soft } },
  ],
});
