/** `form[data-draft=name]`: what was typed survives a reload, a failure or an expired login.
 *
 *  It is kept in this tab only (sessionStorage), per person, for a day, and is forgotten when the
 *  form was sent, on log-out and on 快速离开: nothing about a person stays on the machine.
 *
 *  `button[data-draft-more=start]` asks the server for a further part of the form, whose names
 *  begin so: a draft that has such names presses it. */
import { make, paused } from "./dom.js";

const PREFIX = "draft:";
const SENT = "draft-sent";
const DAY_MS = 86_400_000;
const NEVER_KEPT = "input[type=password], input[type=file], input[name=csrfmiddlewaretoken], [data-secret]";

/** Forget every draft of this tab, and the last address htmx noted. */
export function forget() {
  sessionStorage.clear();
}

/** @param {HTMLFormElement} form */
function keyOf(form) {
  return `${PREFIX}${document.body.dataset.person || "-"}:${form.dataset.draft}`;
}

/** @param {HTMLFormElement} form @returns {Record<string, string[]>} */
function read(form) {
  /** @type {Record<string, string[]>} */
  const values = {};
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)) continue;
    if (!element.name || element.matches(NEVER_KEPT)) continue;
    const chosen = element instanceof HTMLSelectElement
      ? [...element.selectedOptions].map((option) => option.value)
      : element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)
        ? (element.checked ? [element.value] : [])
        : [element.value];
    values[element.name] = [...(values[element.name] || []), ...chosen];
  }
  return values;
}

/** While a draft is put back, its own events must not write it anew. */
let restoring = false;

/** What was kept for parts of a form that have not come from the server yet.
 *  @type {Map<HTMLFormElement, Record<string, string[]>>} */
const awaited = new Map();

/** @param {Iterable<Element>} elements @param {Record<string, string[]>} values */
function write(elements, values) {
  restoring = true;
  for (const element of elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)) continue;
    const kept = values[element.name];
    if (!kept || element.matches(NEVER_KEPT)) continue;
    if (element instanceof HTMLSelectElement) {
      for (const option of element.options) option.selected = kept.includes(option.value);
    } else if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)) {
      element.checked = kept.includes(element.value);
    } else {
      element.value = kept[0] ?? "";
    }
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }
  restoring = false;
}

/** Give the forms within `root` back what was typed into them. @param {ParentNode} root */
export function enhance(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (form instanceof HTMLFormElement) restore(form);
  }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const text = sessionStorage.getItem(keyOf(form));
  if (!text) return;
  const { at, values } = JSON.parse(text);
  if (Date.now() - at > DAY_MS) {
    sessionStorage.removeItem(keyOf(form));
    return;
  }
  if (form.dataset.bound !== undefined) return; // the server has sent the words back itself
  write(form.elements, values);
  awaited.set(form, values);
  if (htmxStands) setTimeout(() => fetchMore(form));
  const drop = make("button", { type: "button", class: "btn btn-sm ms-auto" }, "清空重填");
  const note = make("div", { class: "notice notice-quiet mb-3", role: "status" }, make("div", {}, "已恢复本页上次没有提交的内容。"), drop);
  drop.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    location.reload();
  });
  form.before(note);
}

let htmxStands = false;

/** Ask for the next part the draft has words for, if there is one. @param {HTMLFormElement} form */
function fetchMore(form) {
  const names = Object.keys(awaited.get(form) || {});
  for (const button of form.querySelectorAll("button[data-draft-more]")) {
    if (!(button instanceof HTMLElement)) continue;
    if (names.some((name) => name.startsWith(button.dataset.draftMore || "-"))) return button.click();
  }
  awaited.delete(form);
}

document.addEventListener("htmx:load", (event) => {
  htmxStands = true;
  if (event.target === document.body) return [...awaited.keys()].forEach(fetchMore);
  const form = draftForm(event.target);
  const values = form && awaited.get(form);
  if (!values || !(event.target instanceof Element)) return;
  write(event.target.querySelectorAll("input, textarea, select"), values);
  if (event.target.matches("[data-draft-more]") || !form.querySelector("[data-draft-more]")) fetchMore(form);
});

/** @param {HTMLFormElement} form */
function save(form) {
  const values = { ...awaited.get(form), ...read(form) };
  sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
}

const keep = paused((/** @type {HTMLFormElement} */ form) => {
  if (form.isConnected && !form.dataset.sending) save(form);
}, 400);

/** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
function draftForm(target) {
  const form = target instanceof Element ? target.closest("form[data-draft]") : null;
  return form instanceof HTMLFormElement ? form : null;
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = draftForm(event.target);
    if (form && !restoring) keep(form);
  });
}

document.addEventListener("submit", (event) => {
  const form = draftForm(event.target);
  if (!form || (event.defaultPrevented && !form.matches("[hx-post]"))) return;
  save(form);
  if (!form.matches("[hx-post]")) sessionStorage.setItem(SENT, keyOf(form));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const form = draftForm(detail.elt);
  if (!form || form !== detail.elt) return; // a part of the form asked something: nothing was sent
  if (detail.xhr.status < 200 || detail.xhr.status >= 300) return;
  form.dataset.sending = "done"; // a pause of typing that ends only now must not write it anew
  sessionStorage.removeItem(keyOf(form));
});
document.addEventListener("submit", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-logout]")) forget();
});

/** The page after a sending: the draft is over unless the same form stands here once more. */
const sent = sessionStorage.getItem(SENT);
if (sent) {
  sessionStorage.removeItem(SENT);
  const again = [...document.querySelectorAll("form[data-draft]")].some((form) => form instanceof HTMLFormElement && keyOf(form) === sent);
  const failed = document.body.dataset.person === "" || document.querySelector("[data-failed]");
  if (!again && !failed) sessionStorage.removeItem(sent);
}
