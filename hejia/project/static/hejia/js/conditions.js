/** `data-shown-when="name=value|value"`: a part of a form that only some answers need.
 *  What is hidden is not sent. `name` alone means ticked; `name!=value` anything else. */

/** @param {ParentNode} root */
export function enhance(root) {
  for (const part of root.querySelectorAll("[data-shown-when]")) apply(part);
}

/** @param {Element} part */
function apply(part) {
  const form = part.closest("form");
  if (!form || !(part instanceof HTMLElement)) return;
  const [, name, not, wanted] = /^(\w+)(?:(!)?=(.*))?$/.exec(part.dataset.shownWhen || "") || [];
  if (!name) return;
  const given = new FormData(form).getAll(name).map(String);
  const hit = wanted === undefined ? given.length > 0 : wanted.split("|").some((w) => given.some((g) => g === w || (w.endsWith("*") && g.startsWith(w.slice(0, -1)))));
  const shown = not ? !hit : hit;
  part.hidden = !shown;
  for (const input of part.querySelectorAll("input, select, textarea")) {
    if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement || input instanceof HTMLTextAreaElement) input.disabled = !shown;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form) enhance(form);
});
