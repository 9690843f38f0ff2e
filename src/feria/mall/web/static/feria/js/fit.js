// Sets a line of text as large as its box is wide: <p data-fit data-fit-most="0.3">…</p>.
// data-fit-most caps the size as a share of the window's height. Measures again when text or box change.
const LEAST = 24;

export function fit(element) {
  const probe = 100;
  element.style.fontSize = `${probe}px`;
  const range = document.createRange();
  range.selectNodeContents(element);
  const wide = range.getBoundingClientRect().width;
  if (wide === 0) return;
  const most = Number(element.dataset.fitMost ?? 0.3) * innerHeight;
  const size = Math.min((probe * element.clientWidth) / wide, most);
  element.style.fontSize = `${Math.max(LEAST, Math.floor(size))}px`;
}

for (const element of document.querySelectorAll("[data-fit]")) {
  let width = 0;
  let length = 0;
  const again = (force = false) => {
    const now = element.textContent.length;
    if (!force && element.clientWidth === width && now === length) return;
    width = element.clientWidth;
    length = now;
    fit(element);
  };
  new ResizeObserver(() => again()).observe(element);
  new MutationObserver(() => again()).observe(element, { childList: true, characterData: true, subtree: true });
  document.fonts?.ready.then(() => again(true));
}
