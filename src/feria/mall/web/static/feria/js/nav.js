// On narrow screens the pages' links are a line that scrolls: bring the one that leads here into sight.
for (const here of document.querySelectorAll(":is(.site-nav, .work-nav nav) [aria-current]")) {
  const line = here.closest(".site-nav ul, .work-nav nav");
  const { left, width } = here.getBoundingClientRect();
  const middle = left + width / 2 - line.getBoundingClientRect().left;
  line.scrollLeft += middle - line.clientWidth / 2;
}
