// Light, dark, or as the system says; kept on this device only. A classic script in
// the head, so that the page never flashes in the wrong theme.
// Markup: <button data-theme-set="light|dark|system">.
(() => {
  const root = document.documentElement;
  const KEY = "feria-theme";

  function mark() {
    const now = root.dataset.theme ?? "system";
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === now));
    }
  }

  function choose(choice) {
    if (choice === "system") {
      delete root.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      root.dataset.theme = choice;
      localStorage.setItem(KEY, choice);
    }
    mark();
  }

  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  document.addEventListener("DOMContentLoaded", mark);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (button) choose(button.dataset.themeSet);
  });
})();
