// ECharts in the page's own colours and type. Needs vendor/echarts/echarts.common.min.js before it.
// chart(element, option) lays the option over our defaults and keeps the size; it answers the instance.
// A chart is always beside its numbers in words or a table; the element carries role="img" and a label.
const token = (name) => {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
};

const face = () => getComputedStyle(document.body).fontFamily;
const size = () => Math.max(11, Math.round(parseFloat(getComputedStyle(document.body).fontSize) * 0.8));

export const colours = () => ({
  ink: token("ink"), soft: token("ink-soft"), line: token("line"),
  accent: token("accent-text"), action: token("action-text"), time: token("time-text"), save: token("save-text"), info: token("info-text"),
});

function defaults() {
  const colour = colours();
  const axis = {
    axisLine: { lineStyle: { color: colour.line } },
    axisTick: { show: false },
    axisLabel: { color: colour.soft, fontFamily: face(), fontSize: size() },
    splitLine: { lineStyle: { color: colour.line } },
  };
  return {
    color: [colour.accent, colour.save, colour.time, colour.info, colour.soft],
    textStyle: { fontFamily: face(), color: colour.ink },
    animation: false,
    grid: { left: 8, right: 12, top: 28, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", confine: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: colour.soft, fontFamily: face() } },
    xAxis: { ...axis, splitLine: { show: false } },
    yAxis: axis,
  };
}

function lay(over, under) {
  if (Array.isArray(over) || typeof over !== "object" || over === null) return over;
  const both = { ...under };
  for (const [key, value] of Object.entries(over)) {
    both[key] = key in both && typeof both[key] === "object" ? lay(value, both[key]) : value;
  }
  return both;
}

export function chart(element, option) {
  const made = window.echarts.getInstanceByDom(element) ?? window.echarts.init(element, null, { renderer: "svg" });
  const draw = () => made.setOption(lay(option, defaults()), true);
  draw();
  if (!element.dataset.kept) {
    element.dataset.kept = "true";
    new ResizeObserver(() => made.resize()).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }
  return made;
}
