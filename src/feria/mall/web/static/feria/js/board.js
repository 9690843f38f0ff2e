// The live board: draws a snapshot, then follows the stream. Money is minor units, instants are ISO 8601.
// Snapshot: {now, since, until, moment, payable, orders, payers, units, last_minute, pulse: [[second, orders, payable]], peak: {at, orders},
// curve: {step, payable: [running totals]}, shops, categories, products, regions, channels: [{code, name, payable}],
// milestones: [{measure, amount, names, reached_at}]}, or {resting, now} while the board is turned off.
import { Against } from "./board-against.js";
import { growth, pulse } from "./board-curves.js";
import { count, find, major, money, parts, rate, said, second, span, whole, words } from "./board-words.js";

const script = document.getElementById("board-script");
const language = document.documentElement.lang;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const RATE_SECONDS = 10;
const FRESH_SECONDS = 20;
const TALL = 1000; // pixels, from which on lists are longer

let offset = 0; // the mall's clock minus this machine's
let latest = read("snapshot");
let other = new Against(read("against"));
const clock = () => Date.now() + offset;
const elapsed = (snapshot) => Math.max(0, Math.floor((Math.min(clock(), Date.parse(snapshot.until ?? "9999-01-01")) - Date.parse(snapshot.since)) / 1000));

function show(snapshot) {
  latest = snapshot;
  offset = Date.parse(snapshot.now) - Date.now();
  find("[data-resting]").hidden = !snapshot.resting;
  if (snapshot.resting) return;
  find("[data-total]").replaceChildren(...parts(snapshot.payable));
  for (const name of ["orders", "payers", "units"]) figure(name, count.format(snapshot[name]));
  figure("a_minute", count.format(snapshot.last_minute));
  for (const list of document.querySelectorAll("[data-rank]")) rank(list, snapshot[list.dataset.rank]);
  find("[data-peak]").textContent = snapshot.peak ? said("peak", { n: count.format(snapshot.peak.orders), at: second(snapshot.peak.at) }) : "";
  move();
}

// What moves with the clock, and not only with sales.
function move() {
  if (latest.resting) return;
  const at = elapsed(latest);
  const now = Math.floor(clock() / 1000);
  const recent = latest.pulse.filter(([when]) => when >= now - RATE_SECONDS && when < now);
  figure("rate", rate(recent.reduce((sum, [, orders]) => sum + orders, 0) / RATE_SECONDS));
  compare(at);
  milestones(latest.milestones, latest);
  growth(find("[data-growth]"), latest, other, at);
  pulse(find("[data-pulse]"), latest.pulse, now);
}

function compare(at) {
  const line = find("[data-compared]");
  line.hidden = !other.known;
  find("[data-key]").hidden = !other.known;
  if (!other.known) return;
  find("[data-key]").textContent = other.label;
  const [orders, payable] = other.at(at);
  const facts = { name: other.label, at: second(other.start + at * 1000) };
  const share = payable ? (latest.payable - payable) / payable : null;
  const verdict = share === null ? "nothing_then" : share > 0 ? "ahead" : share < 0 ? "behind" : "level";
  line.className = `board-against ${share > 0 ? "is-ahead" : share < 0 ? "is-behind" : ""}`;
  find("[data-verdict]").textContent = said(verdict, { ...facts, percent: share === null ? "" : percent(share) });
  find("[data-then]").textContent = payable ? said("then", { amount: whole.format(major(payable)), orders: count.format(orders) }) : "";
}

const percent = (share) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: Math.abs(share) < 1 ? 1 : 0, useGrouping: "always" }).format(Math.abs(share));

function figure(name, text) {
  find(`[data-figure="${name}"]`).textContent = text;
}

function rank(list, rows) {
  if (!rows.length) {
    const item = document.createElement("li");
    item.className = "board-none";
    item.textContent = words.nothing_sold;
    list.replaceChildren(item);
    return;
  }
  const most = rows[0].payable;
  const items = rows.slice(0, innerHeight >= TALL ? list.dataset.rowsTall : list.dataset.rows).map((row) => {
    const item = document.createElement("li");
    item.style.setProperty("--share", `${Math.round((100 * row.payable) / (most || 1))}%`);
    item.append(span(words[`${list.dataset.names}_${row.code}`] ?? (row.name || "–")), span(whole.format(major(row.payable))));
    return item;
  });
  list.replaceChildren(...items);
}

// A reached milestone says when it fell, to the second, and when it fell then; the next of each measure how far it is.
function milestones(rows, { payable, orders, since }) {
  const next = ["sales", "orders"].map((measure) => rows.find((row) => row.measure === measure && !row.reached_at));
  const items = rows.map((row) => {
    const item = document.createElement("li");
    const fresh = row.reached_at && clock() - Date.parse(row.reached_at) < FRESH_SECONDS * 1000;
    item.className = `milestone${row.reached_at ? " is-reached" : next.includes(row) ? " is-next" : ""}${fresh ? " is-fresh" : ""}`;
    item.append(span(row.names[language] || row.names.en || amount(row, row.amount)));
    if (row.reached_at) item.append(time(second(row.reached_at)));
    else if (next.includes(row)) item.append(span(toGo(row, row.measure === "orders" ? orders : payable)));
    const then = other.known && row.reached_at ? other.reached(row) : undefined;
    if (then !== undefined) item.append(small(then === null ? words.not_then : said("then_at", { at: second(Date.parse(since) && other.start + then * 1000) })));
    return item;
  });
  const list = find("[data-milestones]");
  const key = items.map((item) => item.className + item.textContent).join();
  if (list.dataset.shown === key) return; // leave the reader's scrolling alone
  list.dataset.shown = key;
  list.replaceChildren(...items);
  // Where they do not all fit, the next to fall is in sight.
  const coming = list.querySelector(".is-next");
  if (coming && list.scrollHeight > list.clientHeight) list.scrollTop = coming.offsetTop - list.clientHeight / 2;
}

function time(text) {
  const element = document.createElement("time");
  element.textContent = text;
  return element;
}

function small(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

function amount(row, value) {
  return row.measure === "orders" ? count.format(value) : whole.format(major(value));
}

function toGo(row, reached) {
  const left = row.amount - reached;
  if (row.measure !== "orders") return said("to_go", { amount: (left < 10_000 ? money : whole).format(major(left)) });
  return said(left === 1 ? "one_order_to_go" : "orders_to_go", { n: count.format(left) });
}

async function choose(key) {
  const here = new URL(location);
  here.searchParams.set("with", key);
  history.replaceState(null, "", here);
  other = new Against(null);
  if (key) {
    const answer = await fetch(`${script.dataset.againstUrl}?with=${encodeURIComponent(key)}`);
    if (answer.ok) other = new Against(await answer.json());
  }
  move();
}

function tick() {
  find("[data-clock]").textContent = second(clock());
  move();
}

show(latest);
tick();
setInterval(tick, 1000);
new MutationObserver(move).observe(document.documentElement, { attributeFilter: ["data-theme"] });
find("[data-against]")?.addEventListener("change", (event) => choose(event.target.value));

const source = new EventSource(script.dataset.stream);
source.onmessage = (event) => {
  const was = latest;
  show(JSON.parse(event.data));
  // Another phase or period, or another festival: what to compare with and the title are its own.
  if (was.since && latest.since && (was.since !== latest.since || was.moment !== latest.moment)) location.reload();
};
source.onopen = () => (find("[data-away]").hidden = true);
source.onerror = () => (find("[data-away]").hidden = false);
