// Sales by hour, today's bars over yesterday's line. Data: {hours, today, before, labels, currency}.
const data = JSON.parse(document.getElementById("hours-data").textContent);
const box = document.querySelector('[data-chart="hours"]');

// A token as the browser resolves it (light-dark() and all): the canvas knows plain colours only.
function colour(name) {
  box.style.color = `var(${name})`;
  return getComputedStyle(box).color;
}

const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: data.currency });
const chart = echarts.init(box);

chart.setOption({
  animation: false,
  grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
  legend: { top: 0, right: 0, textStyle: { color: colour("--ink-soft") } },
  tooltip: { trigger: "axis", valueFormatter: (value) => money.format(value / 100) },
  xAxis: { type: "category", data: data.hours, axisLabel: { color: colour("--ink-soft") }, axisTick: { show: false } },
  yAxis: {
    type: "value",
    minInterval: 100,
    axisLabel: { color: colour("--ink-soft"), formatter: (value) => money.format(value / 100).replace(/[.,]00\b/, "") },
    splitLine: { lineStyle: { color: colour("--line") } },
  },
  series: [
    { name: data.labels.today, type: "bar", data: data.today, itemStyle: { color: colour("--accent") }, barMaxWidth: 24 },
    { name: data.labels.before, type: "line", data: data.before, showSymbol: false, lineStyle: { color: colour("--ink-soft"), width: 1.5 }, itemStyle: { color: colour("--ink-soft") } },
  ],
});
addEventListener("resize", () => chart.resize());
