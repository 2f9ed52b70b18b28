import { make } from "./dom.js";

const STAYS_MS = 8000;

/** Show a sentence at the edge of the page; it can be closed and goes by itself.
 *  @param {string} sentence */
export function toast(sentence) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const close = make("button", { type: "button", "aria-label": "关闭" });
  const cross = document.getElementById("icon-x");
  if (cross instanceof HTMLTemplateElement) close.append(cross.content.cloneNode(true));
  const note = make("div", { class: "toast-note" }, make("span", {}, sentence), close);
  close.addEventListener("click", () => note.remove());
  for (const old of place.children) if (old.textContent === note.textContent) old.remove();
  place.append(note);
  setTimeout(() => note.remove(), STAYS_MS);
}
