// <button hidden data-copy="id of an input" data-done="Copied">: puts the input's value on the clipboard.
// The button shows only where that works; the field itself can always be selected.
function wake(scope) {
  if (!navigator.clipboard) return;
  for (const button of scope.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  const word = button.querySelector("span");
  const before = word.textContent;
  word.textContent = button.dataset.done;
  setTimeout(() => (word.textContent = before), 2000);
});

wake(document);
document.addEventListener("htmx:load", (event) => wake(event.target));
