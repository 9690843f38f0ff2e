// Instants in the reader's words: <time datetime="…Z" data-relative> becomes "in 3 hours".
// Steps: smallest first; the text without script is the absolute time the server wrote.
const STEPS = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86400, "hour", 3600],
  [Infinity, "day", 86400],
];

export function relative(seconds, language = document.documentElement.lang) {
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

function refresh() {
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) continue;
    element.title ||= element.textContent.trim();
    element.textContent = relative(seconds);
  }
}

refresh();
setInterval(refresh, 30_000);
document.addEventListener("htmx:load", refresh);
