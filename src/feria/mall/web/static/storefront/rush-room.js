// The waiting room: take a place, ask where one stands, go on when it is one's turn.
import { ask, counted, freshToken, mallNow, synchronise, wait } from "./lane.js";

const page = document.querySelector("[data-room]");
const session = page.dataset.room;
const words = JSON.parse(document.getElementById("rush-words").textContent);
const count = new Intl.NumberFormat(document.documentElement.lang || "en");
const opens = Date.parse(page.dataset.opens);
const TICKET = `rush-ticket:${session}`;

let token = page.dataset.token;

// Without a place to speak of, neither the number nor the rules of the line are shown.
function say({ place = "…", ahead = "", waiting = "", isSoldOut = false }) {
  page.querySelector("[data-title]").textContent = isSoldOut ? words.title_sold_out : words.title;
  page.querySelector("[data-next]")?.toggleAttribute("hidden", !isSoldOut);
  page.querySelector("[data-place]").textContent = place;
  for (const part of page.querySelectorAll("[data-place], [data-rules]")) part.hidden = !place;
  page.querySelector("[data-ahead]").textContent = ahead;
  page.querySelector("[data-wait]").textContent = waiting;
}

const people = (n) => (n === 0 ? words.ahead_none : counted(words.ahead, n));

const patience = (seconds) =>
  seconds < 90 ? counted(words.seconds, Math.max(1, Math.round(seconds))) : counted(words.minutes, Math.round(seconds / 60));

async function join() {
  const answer = await ask(`room/${session}`, { method: "POST", token });
  if (answer.status === 401) {
    token = await freshToken(page.dataset.tokenUrl);
    if (!token) return { ...answer, body: { state: "token" } };
  }
  return answer;
}

function place() {
  const ticket = sessionStorage.getItem(TICKET);
  return ticket ? ask(`room/${session}?ticket=${encodeURIComponent(ticket)}`) : join();
}

function show({ state, ahead, wait_seconds: seconds, position }) {
  if (mallNow() < opens) say({ place: count.format(position ?? 1), ahead: words.to_come });
  else if (state === "waiting") say({ place: count.format(position), ahead: people(ahead), waiting: patience(seconds) });
  else if (state === "sold_out") say({ place: "", ahead: words.sold_out, isSoldOut: true });
}

function onward() {
  sessionStorage.removeItem(TICKET);
  location.replace(page.dataset.sessionUrl);
}

async function stand() {
  for (;;) {
    const { status, body, again } = await place();
    if (body.state === "admitted") {
      sessionStorage.setItem(`rush-admission:${session}`, body.admission);
      say({ place: "✓", ahead: words.admitted });
      return onward();
    }
    if (body.state === "over") return onward();
    if (body.state === "token") return say({ ahead: words.token });
    if (status === 404 || status === 410) {
      sessionStorage.removeItem(TICKET);
      say({ ahead: words.away });
    } else if (status === 200) {
      if (body.ticket) sessionStorage.setItem(TICKET, body.ticket);
      show(body);
    } else if (status !== 401) {
      say({ ahead: words.no_answer });
    }
    await wait(Math.max(again, (body.ask_again_in ?? 1) * 1000) * (0.9 + Math.random() * 0.2));
  }
}

synchronise(1);
stand();
