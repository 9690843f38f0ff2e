// Talking to the lane: the bare server beside the pages that takes claims (docs/explanation/teller.md).
const PATIENCE_MS = 5000;

// An answer of the lane: its HTTP status (0: none came), its body, and after how many ms to ask again.
export async function ask(path, { method = "GET", token = "", body = null } = {}) {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(`/lane/${path}`, {
      method, headers, cache: "no-store", body: body && JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const answer = await response.json();
    return { status: response.status, body: answer, again: Number(response.headers.get("Retry-After") ?? 0) * 1000 };
  } catch {
    return { status: 0, body: {}, again: 1000 };
  }
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

let heard = null;

// The mall's clock in ms, as far as it was heard; NaN before.
export const mallNow = () => (heard ? heard.now + performance.now() - heard.at : NaN);

// The mall's clock in ms, told to every countdown of the page. Of a few askings the quickest is believed.
export async function synchronise(times = 3) {
  let best = null;
  for (let i = 0; i < times; i++) {
    const sent = performance.now();
    const { status, body } = await ask("clock");
    const took = performance.now() - sent;
    if (status !== 200) continue;
    if (!best || took < best.took) best = { took, now: body.now + took / 2, at: performance.now() };
  }
  if (best) hear(best.now + performance.now() - best.at);
  return best !== null;
}

function hear(now) {
  heard = { now, at: performance.now() };
  document.dispatchEvent(new CustomEvent("feria:clock", { detail: { now } }));
}

// A fresh token from the page's own server; "" when nobody is signed in any more.
export async function freshToken(url) {
  try {
    const response = await fetch(url, { cache: "no-store" });
    return response.ok ? (await response.json()).token : "";
  } catch {
    return "";
  }
}

// What a challenge asks for: an answer such that SHA-256 of "text:answer" begins with so many bits of nought.
export async function solve({ text, bits }) {
  const bytes = new TextEncoder();
  for (let n = 0; ; n++) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.encode(`${text}:${n}`)));
    if (zeros(digest) >= bits) return String(n);
  }
}

function zeros(digest) {
  let count = 0;
  for (const byte of digest) {
    if (byte) return count + Math.clz32(byte) - 24;
    count += 8;
  }
  return count;
}

// The sentence for a number, by the reader's plurals: forms are {one, other}.
export function counted(forms, n, more = {}) {
  const language = document.documentElement.lang || "en";
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
  return fill(form, { n: new Intl.NumberFormat(language).format(n), ...more });
}

// "left": "{left} left" -> words with their numbers put in.
export function fill(text, facts) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}
