/** A value shown by 显示(留痕) is masked again after half a minute. */

const SHOWN_MS = 30_000;
/** @type {WeakMap<Element, string>} */
const masks = new WeakMap();

document.addEventListener("htmx:beforeSwap", (event) => {
  const target = event.target;
  if (target instanceof Element && target.matches("[data-masked]") && !masks.has(target)) {
    masks.set(target, target.textContent || "");
  }
});
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.target;
  if (!(target instanceof Element) || !target.matches("[data-masked]")) return;
  const button = target.parentElement?.querySelector("[data-reveal]");
  button?.setAttribute("hidden", "");
  setTimeout(() => {
    target.textContent = masks.get(target) || "";
    button?.removeAttribute("hidden");
  }, SHOWN_MS);
});
