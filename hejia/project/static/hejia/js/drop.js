/** `data-drop`: a file field that takes dropped files and names the chosen one. */

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const name = input.closest("[data-drop]")?.querySelector("[data-drop-name]");
  const file = input.files?.[0];
  if (name && file) name.textContent = `${file.name}（${size(file.size)}）`;
});
for (const [kind, over] of /** @type {[string, boolean][]} */ ([["dragover", true], ["dragleave", false], ["drop", false]])) {
  document.addEventListener(kind, (event) => {
    if (event.target instanceof Element) event.target.closest("[data-drop]")?.classList.toggle("is-over", over);
  });
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
