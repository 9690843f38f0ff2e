// When a countdown on the page ends, the festival has moved on: ask the server for the new page.
// A short, random wait keeps a full mall from asking in the same instant.
if (document.querySelector("[data-reload-when-due]")) {
  document.addEventListener("feria:due", () => setTimeout(() => location.reload(), 300 + Math.random() * 1200), { once: true });
}
