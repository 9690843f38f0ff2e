// Counts down on the server's clock, never on the device's.
// Markup: <span data-countdown data-now="2026-11-11T00:00:00Z" data-until="…">
//   with children [data-unit="days|hours|minutes|seconds"] and an optional [data-done] text.
// When it reaches zero it fires "feria:due" (bubbling) once; pages may listen and refresh.
const UNITS = { days: 86400, hours: 3600, minutes: 60, seconds: 1 };

// What the mall's clock said last, and when we heard it: pages that ask it again (a rush) tell every countdown.
let heard = null;
document.addEventListener("feria:clock", (event) => {
  heard = { now: event.detail.now, at: performance.now() };
});

export function split(total) {
  let left = Math.max(0, Math.floor(total));
  const parts = {};
  for (const [name, size] of Object.entries(UNITS)) {
    parts[name] = Math.floor(left / size);
    left %= size;
  }
  return parts;
}

function start(element) {
  const until = Date.parse(element.dataset.until);
  const loaded = Date.parse(element.dataset.now);
  if (Number.isNaN(until) || Number.isNaN(loaded)) return;
  const begun = performance.now();
  // A mall's clock may run faster in the demo's time machine.
  const speed = Number(element.dataset.speed ?? 1);

  const tick = () => {
    if (!element.isConnected) return clearInterval(timer);
    const now = heard ? heard.now + performance.now() - heard.at : loaded + (performance.now() - begun) * speed;
    const left = Math.max(0, (until - now) / 1000);
    const parts = split(left);
    for (const cell of element.querySelectorAll("[data-unit]")) {
      const unit = cell.dataset.unit;
      cell.textContent = unit === "days" ? parts.days : String(parts[unit]).padStart(2, "0");
      // Days and hours are there only while there are any; a clock of minutes and seconds stays one to its end.
      cell.closest("[data-cell]")?.toggleAttribute("hidden", left < UNITS[unit]);
    }
    if (now >= until) {
      clearInterval(timer);
      element.toggleAttribute("data-over", true);
      element.dispatchEvent(new CustomEvent("feria:due", { bubbles: true }));
    }
  };
  const timer = setInterval(tick, 1000 / Math.min(speed, 4));
  tick();
}

export function wake(scope = document) {
  for (const element of scope.querySelectorAll("[data-countdown]:not([data-awake])")) {
    element.toggleAttribute("data-awake", true);
    start(element);
  }
}

wake();
document.addEventListener("htmx:load", (event) => wake(event.target));
