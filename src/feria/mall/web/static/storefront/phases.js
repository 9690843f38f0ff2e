// On a phone the phases are wider than the window: show the one that is on.
const strip = document.querySelector(".phases");
const now = strip?.querySelector("[aria-current]");
if (now) strip.scrollLeft = now.offsetLeft - strip.offsetLeft - (strip.clientWidth - now.offsetWidth) / 2;
