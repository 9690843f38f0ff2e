// A rush session's page: the clock is the mall's, the goods are read again each second, a tap goes to the lane.
// While the lane is out of reach nothing here stands in the way: the buttons are those of plain forms.
import { ask, counted, fill, freshToken, solve, synchronise, wait } from "./lane.js";

const OPEN_MS = 1000;
const WAITING_MS = 5000;
const HIDDEN_MS = 15000;
const MOST_TRIES = 12;
const RETRIED = new Set(["busy", "uncertain", "failed", "too_often"]);

const page = document.querySelector("[data-rush]");
const session = page.dataset.rush;
const words = JSON.parse(document.getElementById("rush-words").textContent);
const count = new Intl.NumberFormat(document.documentElement.lang || "en");
const ADMISSION = `rush-admission:${session}`;

let token = sessionStorage.getItem(ADMISSION) || page.dataset.token;
let link = null;
let reached = false;
const closes = Date.parse(page.dataset.closes);

function show(standing) {
  link = standing.link;
  if (Date.parse(standing.closes_at) !== closes) reloadSoon(); // it was stopped or extended
  state(standing.state);
  if (standing.state === "over") return; // what the server wrote says how it ended
  for (const good of standing.goods) {
    const card = page.querySelector(`[data-good="${CSS.escape(good.sku)}"]`);
    if (card) showGood(card, good);
  }
}

// Not all at once, and never under somebody's tap.
let isReloading = false;
function reloadSoon() {
  if (isReloading) return;
  isReloading = true;
  setTimeout(() => {
    isReloading = false;
    if (page.querySelector("[data-asking]")) reloadSoon();
    else location.reload();
  }, Math.random() * 5000);
}

function state(now) {
  if (page.dataset.state === now) return;
  page.dataset.state = now;
  // The server wrote a face for every state, so that nobody has to load the page again when all would at once.
  for (const face of page.querySelectorAll("[data-for]")) face.hidden = !face.dataset.for.split(" ").includes(now);
}

function showGood(card, { left, units, paying }) {
  const of = units ?? Number(card.dataset.units);
  const none = left === 0;
  card.toggleAttribute("data-none", none);
  card.querySelector("[data-bar]").value = of ? Math.floor(((of - left) * 100) / of) : 100;
  card.querySelector("[data-left]").textContent = none
    ? fill(words.none_left, { units: count.format(of) })
    : counted(words.counted.left, left, { units: count.format(of) });
  card.querySelector("[data-paying]").textContent = paying ? counted(words.counted.paying, paying) : "";
  buttonOf(card, page.dataset.state === "to_come" ? "to_come" : none ? "sold_out" : card.hasAttribute("data-limit") ? "limit" : "open");
}

function buttonOf(card, when) {
  const button = card.querySelector("[data-button]");
  if (!button) return;
  if (!card.hasAttribute("data-asking")) button.disabled = when !== "open";
  for (const face of button.querySelectorAll("[data-when]")) face.hidden = face.dataset.when !== when;
}

async function look() {
  const { status, body } = await ask(`sessions/${session}`, { token });
  if (status === 401) await renew();
  reached = status === 200;
  if (reached) show(body);
}

// Tokens last ten minutes, and pages lie open for longer.
async function renew() {
  sessionStorage.removeItem(ADMISSION);
  token = await freshToken(page.dataset.tokenUrl);
}

async function watch() {
  for (;;) {
    await look();
    if (page.dataset.state === "over") return;
    const rest = document.hidden ? HIDDEN_MS : page.dataset.state === "to_come" ? WAITING_MS : OPEN_MS;
    await Promise.race([wait(rest * (0.9 + Math.random() * 0.2)), due()]);
  }
}

// The countdown has ended: something begins or ends right now.
let wake = () => {};
document.addEventListener("feria:due", (event) => {
  if (event.target.closest("[data-mine]")) reloadSoon(); // what one held is not held any more
  else wake();
});
const due = () => new Promise((done) => (wake = done));

// A key for the next tap. (Pages that are not served securely have no randomUUID.)
const freshKey = () =>
  crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function say(card, text) {
  card.querySelector("[data-word]").textContent = text;
}

async function claim(form) {
  const card = form.closest("[data-good]");
  if (card.hasAttribute("data-asking")) return;
  card.toggleAttribute("data-asking", true);
  form.querySelector("[data-button]").disabled = true;
  say(card, words.asking);
  const outcome = await claimUntilAnswered(form, card);
  card.toggleAttribute("data-asking", false);
  if (outcome === "held" || outcome === "wait") return;
  // This tap has its answer; the next one is another. (Asked in doubt, it stays the same.)
  if (outcome !== "gave_up") form.elements.key.value = freshKey();
  await look();
}

async function claimUntilAnswered(form, card) {
  const wish = { key: form.elements.key.value, lines: [{ sku: form.elements.sku.value, units: Number(form.elements.units.value) }] };
  let renewed = false;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const { status, body, again } = await ask(`claims/${session}/${link ?? "-"}`, { method: "POST", token, body: wish });
    const outcome = status === 0 ? "uncertain" : body.outcome;
    if (outcome === "held") {
      say(card, words.held);
      location.assign(body.order_url);
      return outcome;
    }
    if (outcome === "wait") {
      say(card, words.room);
      sessionStorage.removeItem(ADMISSION);
      location.assign(page.dataset.roomUrl);
      return outcome;
    }
    if (outcome === "challenge") {
      say(card, words.challenge);
      await meet(body);
      continue;
    }
    if (outcome?.startsWith("token") && !renewed) {
      renewed = true;
      await renew();
      if (token) continue;
    }
    if (RETRIED.has(outcome)) {
      say(card, words[outcome] ?? words.busy);
      await wait(Math.max(again, 300) * (0.8 + Math.random() * 0.4));
      continue;
    }
    if (outcome === "not_yet") await synchronise();
    say(card, told(outcome, body));
    if (outcome === "limit" && !body.left) card.toggleAttribute("data-limit", true); // claimed from another page
    return outcome;
  }
  say(card, words.gave_up);
  return "gave_up";
}

async function meet({ challenge, answer_to }) {
  const answer = await solve(challenge);
  const path = answer_to.replace("/lane/", "");
  const { status, body } = await ask(path, { method: "POST", token, body: { challenge: challenge.text, answer } });
  if (status === 200) token = body.token;
}

function told(outcome, body) {
  if (outcome?.startsWith("token")) return words.token;
  if (body.left && words[`${outcome}_left`]) return fill(words[`${outcome}_left`], { left: count.format(body.left) });
  return words[outcome] ?? words.unknown;
}

page.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-tap]");
  if (!form || !reached || !token || !link) return; // the plain form goes its way
  event.preventDefault();
  claim(form);
});

synchronise();
watch();
