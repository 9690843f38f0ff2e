// Sets a line of text as large as its box is wide: <p data-fit data-fit-most="0.3">…</p>.
// data-fit-most caps the size as a share of the window's height. Measures again when text or box change.
const LEAST = 24;

function widthAt(element, size) {
  element.style.fontSize = `${size}px`;
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().width;
}

export function fit(element) {
  const most = Number(element.dataset.fitMost ?? 0.3) * innerHeight;
  let size = 100;
  // Twice: the face has an optical size, so its letters widen a little as they shrink.
  for (const _ of [1, 2]) {
    const wide = widthAt(element, size);
    if (wide === 0) return;
    size = Math.max(LEAST, Math.floor(Math.min((size * element.clientWidth) / wide, most)));
  }
  element.style.fontSize = `${size}px`;
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
