/** `data-confirm="句子"` on a form or on its button asks first, in a dialog that keeps the focus. */

/** @param {string} title @param {string} text @param {string} yes @returns {Promise<boolean>} */
export function ask(title, text, yes = "确定") {
  const dialog = document.getElementById("ask");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(window.confirm(text));
  put("ask-title", title);
  put("ask-text", text);
  put("ask-yes", yes);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** @param {string} id @param {string} words */
function put(id, words) {
  const element = document.getElementById(id);
  if (element) element.textContent = words;
}

/** @param {Element | null | undefined} element */
function question(element) {
  return element instanceof HTMLElement ? element.dataset.confirm : undefined;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.matches("[hx-post]")) return;
    const text = question(event.submitter) || question(form);
    if (!text || form.dataset.asked) {
      delete form.dataset.asked;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    void ask("请确认", text, button?.textContent?.trim() || "确定").then((yes) => {
      if (!yes) return;
      form.dataset.asked = "yes";
      form.requestSubmit(button instanceof HTMLElement ? button : null);
    });
  },
  true,
);

document.addEventListener("htmx:confirm", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const text = question(detail.elt);
  if (!text) return;
  event.preventDefault();
  void ask("请确认", text).then((yes) => {
    if (yes) detail.issueRequest(true);
  });
});
