// The live board: draws a snapshot, then follows the stream. Snapshot: {payable, orders, payers, units, minutes: [[iso, orders, payable]],
// shops, categories, products: [{name, payable}], milestones: [{measure, amount, names, reached_at}], now}. Money is minor units.
const script = document.getElementById("board-script");
const { stream, currency, timeZone } = script.dataset;
const words = JSON.parse(document.getElementById("wording").textContent);
const language = document.documentElement.lang;
const money = new Intl.NumberFormat(language, { style: "currency", currency, useGrouping: "always" });
const whole = new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0, useGrouping: "always" });
const count = new Intl.NumberFormat(language, { useGrouping: "always" });
const time = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockTime = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const digits = money.resolvedOptions().maximumFractionDigits;
const major = (minor) => minor / 10 ** digits;
const find = (selector) => document.querySelector(selector);
const MINUTES = 120;
const FEWEST_MINUTES = 20;

let offset = 0; // the mall's clock minus this machine's
const curve = echarts.init(find("[data-curve]"));
new ResizeObserver(() => curve.resize()).observe(find("[data-curve]"));

function show(snapshot) {
  offset = Date.parse(snapshot.now) - Date.now();
  find("[data-resting]").hidden = !snapshot.resting;
  if (snapshot.resting) return;
  find("[data-total]").replaceChildren(...total(major(snapshot.payable)));
  for (const name of ["orders", "payers", "units"]) figure(name, snapshot[name]);
  figure("a_minute", snapshot.last_minute);
  for (const name of ["shops", "categories", "products"]) rank(name, snapshot[name]);
  milestones(snapshot.milestones, snapshot);
  draw(snapshot.minutes, Date.parse(snapshot.now), Date.parse(snapshot.since));
}

// Symbol and cents small, as the pages do it.
function total(value) {
  return money.formatToParts(value).map((part) => {
    const small = { currency: "money-symbol", fraction: "money-cents", decimal: "money-cents" }[part.type];
    const span = document.createElement("span");
    if (small) span.className = small;
    span.textContent = part.value;
    return span;
  });
}

function figure(name, value) {
  find(`[data-figure="${name}"]`).textContent = count.format(value);
}

function rank(name, rows) {
  const most = rows.length ? rows[0].payable : 1;
  const list = rows.slice(0, 5).map((row) => {
    const item = document.createElement("li");
    item.style.setProperty("--share", `${Math.round((100 * row.payable) / most)}%`);
    item.append(span(row.name), span(whole.format(major(row.payable))));
    return item;
  });
  find(`[data-rank="${name}"]`).replaceChildren(...list);
}

// The next milestone of each measure says how far it is.
function milestones(rows, { payable, orders }) {
  const next = ["sales", "orders"].map((measure) => rows.find((row) => row.measure === measure && !row.reached_at));
  const list = rows.map((row) => {
    const item = document.createElement("li");
    item.className = `milestone${row.reached_at ? " is-reached" : next.includes(row) ? " is-next" : ""}`;
    item.append(span(row.names[language] || row.names.en || amount(row, row.amount)));
    if (row.reached_at) item.append(span(time.format(new Date(row.reached_at))));
    else if (next.includes(row)) item.append(span(toGo(row, row.measure === "orders" ? orders : payable)));
    return item;
  });
  find("[data-milestones]").replaceChildren(...list);
}

function amount(row, value) {
  return row.measure === "orders" ? count.format(value) : whole.format(major(value));
}

function toGo(row, reached) {
  const left = row.amount - reached;
  if (row.measure !== "orders") return words.to_go.replace("%(amount)s", amount(row, left));
  return words[left === 1 ? "one_order_to_go" : "orders_to_go"].replace("%(n)s", amount(row, left));
}

function draw(minutes, now, since) {
  const sold = new Map(minutes.map(([at, orders]) => [Date.parse(at), orders]));
  const last = Math.floor(now / 60000) * 60000;
  // From the stage's beginning, but never a window too short to read.
  const shown = Math.min(MINUTES, Math.max(FEWEST_MINUTES, Math.ceil((now - since) / 60000)));
  const points = Array.from({ length: shown }, (_, index) => {
    const at = last - (shown - 1 - index) * 60000;
    return [at, sold.get(at) ?? 0];
  });
  curve.setOption({
    animation: false,
    grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
    xAxis: { type: "time", axisLabel: { color: "#c9b6a6", fontSize: 14, hideOverlap: true, formatter: (at) => time.format(at) }, axisLine: { lineStyle: { color: "#342722" } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: "#c9b6a6", fontSize: 14 }, splitLine: { lineStyle: { color: "#241b18" } } },
    series: [{ type: "line", data: points, showSymbol: false, lineStyle: { color: "#ff8a6e", width: 3 }, areaStyle: { color: "rgba(255,138,110,.18)" } }],
  });
}

function span(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}

function tick() {
  find("[data-clock]").textContent = clockTime.format(new Date(Date.now() + offset));
}

show(JSON.parse(document.getElementById("snapshot").textContent));
tick();
setInterval(tick, 1000);

const source = new EventSource(stream);
source.onmessage = (event) => show(JSON.parse(event.data));
source.onopen = () => (find("[data-away]").hidden = true);
source.onerror = () => (find("[data-away]").hidden = false);
