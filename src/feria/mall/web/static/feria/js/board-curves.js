// The board's two charts: how sales grew beside the past, and orders second by second.
import { brief, count, day, major, minute, money, second } from "./board-words.js";

const LEAST_SECONDS = 300; // never a window too short to read
const AHEAD = 1.25; // the past is shown a little beyond now
const STEPS = [30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400, 172800, 345600];
const PULSE = 180;
const DAY = 86400;

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// light-dark() is resolved only where a property uses it.
function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function instance(element) {
  const made = window.echarts.getInstanceByDom(element);
  if (made) return made;
  const fresh = window.echarts.init(element, null, { renderer: "canvas" });
  new ResizeObserver(() => fresh.resize()).observe(element);
  return fresh;
}

function axis() {
  const size = Math.max(11, Math.round(parseFloat(getComputedStyle(document.body).fontSize) * 0.75));
  return {
    axisLabel: { color: colour("--ink-soft"), fontSize: size, fontFamily: style("--face"), hideOverlap: true },
    axisLine: { lineStyle: { color: colour("--line") } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colour("--line"), opacity: 0.6 } },
  };
}

export function growth(element, snapshot, other, elapsed) {
  const since = Date.parse(snapshot.since);
  const length = snapshot.until ? (Date.parse(snapshot.until) - since) / 1000 : DAY;
  const last = Math.min(length, Math.max(LEAST_SECONDS, Math.ceil(elapsed * AHEAD)));
  const interval = STEPS.find((step) => last / step <= 7) ?? STEPS.at(-1);
  const { step, payable } = snapshot.curve;
  const own = payable.map((total, place) => [Math.min((place + 1) * step, elapsed), total]);
  own.unshift([0, 0]);
  own.push([elapsed, snapshot.payable]);
  const label = (at) => (interval >= DAY ? day(since + at * 1000) : minute(since + at * 1000));
  const marks = snapshot.milestones.filter((row) => row.reached_at && row.measure === "sales").map((row) => [(Date.parse(row.reached_at) - since) / 1000, row.amount]);
  const base = axis();
  const [live, soft] = [colour("--board-total"), colour("--ink-soft")];
  const series = [
    { name: "own", type: "line", data: own, showSymbol: false, z: 3, lineStyle: { color: live, width: 3 }, itemStyle: { color: live }, areaStyle: { color: live, opacity: 0.14 } },
    { name: "marks", type: "scatter", data: marks, symbolSize: 9, z: 4, silent: true, itemStyle: { color: colour("--board-won"), borderColor: colour("--paper"), borderWidth: 2 } },
  ];
  if (other.known) series.push({ name: other.label, type: "line", data: past(other, last), showSymbol: false, z: 2, lineStyle: { color: soft, width: 2, type: "dashed" }, itemStyle: { color: soft } });
  instance(element).setOption(
    {
      animation: false,
      grid: { left: 4, right: 16, top: 14, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", confine: true, backgroundColor: colour("--card"), borderColor: colour("--line"), textStyle: { color: colour("--ink"), fontFamily: style("--face") }, formatter: (rows) => tip(rows, since, other) },
      xAxis: { ...base, type: "value", min: 0, max: last, interval, splitLine: { show: false }, axisLabel: { ...base.axisLabel, formatter: label, showMaxLabel: false } },
      yAxis: { ...base, type: "value", min: 0, minInterval: 100, splitNumber: 4, axisLabel: { ...base.axisLabel, formatter: (value) => brief.format(major(value)) } },
      series,
    },
    true,
  );
}

function past(other, last) {
  const step = Math.max(1, Math.floor(last / 400));
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, place) => [place * step, other.at(place * step)[1]]);
}

function tip(rows, since, other) {
  const at = rows[0].value[0];
  const box = document.createElement("div");
  const line = (text) => box.append(Object.assign(document.createElement("div"), { textContent: text }));
  line(second(since + at * 1000));
  const own = rows.find((row) => row.seriesName === "own");
  if (own) line(money.format(major(own.value[1])));
  if (other.known) line(`${other.label}: ${money.format(major(other.at(at)[1]))}`);
  return box;
}

export function pulse(element, seconds, now) {
  const sold = new Map(seconds.map(([at, orders]) => [at, orders]));
  const shown = Array.from({ length: PULSE }, (_, place) => now - PULSE + place);
  const base = axis();
  instance(element).setOption(
    {
      animation: false,
      grid: { left: 4, right: 16, top: 10, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", confine: true, backgroundColor: colour("--card"), borderColor: colour("--line"), textStyle: { color: colour("--ink"), fontFamily: style("--face") }, formatter: ([bar]) => `${second(shown[bar.dataIndex] * 1000)} · ${count.format(bar.value)}` },
      xAxis: { ...base, type: "category", data: shown, axisLabel: { ...base.axisLabel, interval: (_, at) => Number(at) % 30 === 0, formatter: (at) => second(at * 1000) } },
      yAxis: { ...base, type: "value", minInterval: 1, splitNumber: 2, axisLabel: { ...base.axisLabel, formatter: (value) => count.format(value) } },
      series: [{ type: "bar", data: shown.map((at) => sold.get(at) ?? 0), itemStyle: { color: colour("--board-live"), borderRadius: [2, 2, 0, 0] }, barCategoryGap: "20%" }],
    },
    true,
  );
}
