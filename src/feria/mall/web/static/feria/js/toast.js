// Toasts: the server sends HX-Trigger: {"feria:toast": {"text": "…"}} or the page renders one in .toasts.
const SHOWN_FOR = 5000;
const MOST = 2;

export function toast(text) {
  const holder = document.querySelector(".toasts");
  if (!holder) return;
  const element = document.createElement("div");
  element.className = "toast";
  element.textContent = text;
  while (holder.childElementCount >= MOST) holder.firstElementChild.remove();
  holder.append(element);
  setTimeout(() => element.remove(), SHOWN_FOR);
}

document.addEventListener("feria:toast", (event) => toast(event.detail.text ?? event.detail.value));
for (const element of document.querySelectorAll(".toasts .toast")) {
  setTimeout(() => element.remove(), SHOWN_FOR);
}
