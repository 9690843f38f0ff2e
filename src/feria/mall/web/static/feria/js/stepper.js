// Quantity steppers: the buttons change the number and submit its form, as typing does.
// Markup: .stepper with [data-step="-1|1"] buttons and a number input. Without script the
// field and its form's submit button do the same.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper [data-step]");
  if (!button) return;
  const input = button.closest(".stepper").querySelector("input");
  const low = Number(input.min || 0);
  const high = Number(input.max || 999);
  const next = Math.min(high, Math.max(low, Number(input.value || 0) + Number(button.dataset.step)));
  if (next === Number(input.value)) return;
  input.value = String(next);
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
