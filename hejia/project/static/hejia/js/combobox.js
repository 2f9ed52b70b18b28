/** Choosing from many: an editable combobox with a list (WAI-ARIA 1.2 pattern).
 *
 *  `select[data-search]`       filters its own options; groups stay visible as headings.
 *  `input[data-remote=url]`    asks `url?q=` for `[{"code", "text", "hint"?}]`; the input keeps the
 *                              code and goes out of sight; `data-text` is the label of its value. */
import { make, paused, speak } from "./dom.js";

/** @typedef {{code: string, text: string, hint?: string, group?: string}} Choice */
/** @typedef {{input: HTMLInputElement, find: (words: string) => Promise<Choice[]> | Choice[],
 *    pick: (choice: Choice) => void, clear: () => void, shortest?: number, wait?: number, firm?: boolean}} Wiring
 *  `firm`: nothing but a choice will do, so Enter takes the best match and leaving an only one. */

const AT_MOST = 60;
const REMOTE_WAIT_MS = 120;
let serial = 0;

/** Gives an input its list. @param {Wiring} wiring */
export function combo({ input, find, pick, clear, shortest = 0, wait = 0, firm = false }) {
  const id = `combo-${++serial}`;
  const list = make("ul", { class: "combo-list", role: "listbox", id, "aria-label": "可选项" });
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" })) input.setAttribute(name, value);
  /** @type {Choice[]} */
  let choices = [];
  let at = -1;
  let asked = 0;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  /** @param {Choice[]} found @param {string} words */
  function show(found, words) {
    choices = found.slice(0, AT_MOST);
    at = -1;
    list.replaceChildren();
    let group = "";
    choices.forEach((choice, n) => {
      if (choice.group && choice.group !== group) list.append(make("li", { class: "combo-group", role: "presentation" }, choice.group));
      group = choice.group || group;
      const item = make("li", { role: "option", id: `${id}-${n}`, "aria-selected": "false" }, marked(choice.text, words));
      if (choice.hint) item.append(make("small", {}, choice.hint));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(n);
      });
      if (n === best(words)) item.classList.add("is-best");
      list.append(item);
    });
    if (!choices.length) list.append(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "没有符合的选项，请换个说法"));
    if (found.length > AT_MOST) list.append(make("li", { class: "combo-group", role: "presentation" }, `还有 ${found.length - AT_MOST} 项，请再输入几个字`));
    list.hidden = false;
    list.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-expanded", "true");
    speak(choices.length ? `${choices.length} 个选项，上下键选择` : "没有符合的选项");
  }
  /** The choice meant by what was typed: the very words, else the first; -1 for none. @param {string} words */
  function best(words) {
    if (!words) return -1;
    const same = choices.findIndex((choice) => choice.text === words);
    return same >= 0 ? same : firm || choices.length === 1 ? Math.min(0, choices.length - 1) : -1;
  }
  /** @param {number} n */
  function point(n) {
    const items = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    if (!items.length) return;
    at = (n + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    items[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
  }
  /** @param {number} n */
  function take(n) {
    const choice = choices[n];
    if (!choice) return;
    pick(choice);
    close();
  }
  async function look() {
    const words = input.value.trim();
    if (words.length < shortest) return close();
    const mine = ++asked;
    try {
      const found = await find(words);
      if (mine === asked && document.activeElement === input) show(found, words);
    } catch {
      if (mine !== asked) return;
      choices = [];
      list.replaceChildren(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "暂时查不到，请检查网络后重试"));
      list.hidden = false;
    }
  }
  const search = wait ? paused(look, wait) : look;
  input.addEventListener("input", () => {
    if (!input.value.trim()) clear();
    void search();
  });
  input.addEventListener("click", () => {
    if (list.hidden) void look();
  });
  input.addEventListener("blur", () => {
    asked++;
    const only = best(input.value.trim());
    if (firm && !list.hidden && at < 0 && (choices.length === 1 || choices[only]?.text === input.value.trim())) take(only);
    close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void look();
      else point(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && !event.ctrlKey) {
      event.preventDefault();
      take(at < 0 ? best(input.value.trim()) : at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
}

/** The words found are marked inside the text. @param {string} text @param {string} words */
function marked(text, words) {
  const span = make("span");
  const from = words ? text.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (from < 0) span.append(text);
  else span.append(text.slice(0, from), make("mark", {}, text.slice(from, from + words.length)), text.slice(from + words.length));
  return span;
}

/** @param {ParentNode} root */
export function enhance(root) {
  for (const select of root.querySelectorAll("select[data-search]")) {
    if (select instanceof HTMLSelectElement && !select.dataset.combo) overSelect(select);
  }
  for (const input of root.querySelectorAll("input[data-remote]")) {
    if (input instanceof HTMLInputElement && !input.dataset.combo) overRemote(input);
  }
}

/** @param {HTMLElement} original @param {string} text @returns {HTMLInputElement} */
function stand(original, text) {
  original.dataset.combo = "yes";
  const input = make("input", { type: "text", class: "form-control", placeholder: original.dataset.placeholder || "输入文字查找，或点开选择" });
  input.value = text;
  const label = original.id ? document.querySelector(`label[for="${original.id}"]`) : null;
  input.id = `${original.id || `combo-input-${serial}`}_shown`;
  label?.setAttribute("for", input.id);
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
    const value = original.getAttribute(name);
    if (value) input.setAttribute(name, value);
  }
  const box = make("div", { class: "combo" }, input);
  original.before(box);
  box.prepend(original);
  return input;
}

/** @param {HTMLSelectElement} select */
function overSelect(select) {
  const chosen = () => (select.value ? select.selectedOptions[0]?.textContent?.trim() || "" : "");
  const input = stand(select, chosen());
  select.hidden = true;
  input.disabled = select.disabled;
  const all = () => [...select.options].filter((option) => option.value).map((option) => ({
    code: option.value,
    text: option.textContent?.trim() || "",
    hint: option.dataset.hint || "",
    group: option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : "",
    words: `${option.value} ${option.textContent} ${option.dataset.words || ""} ${option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : ""}`.toLowerCase(),
  }));
  combo({
    input,
    firm: true,
    find: (words) => (words === chosen() ? all() : all().filter((choice) => words.toLowerCase().split(/\s+/).every((word) => choice.words.includes(word)))),
    pick: (choice) => {
      select.value = choice.code;
      input.value = choice.text;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    clear: () => {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
  select.addEventListener("change", () => {
    input.value = chosen();
  });
  input.addEventListener("blur", () => {
    input.value = chosen();
  });
  new MutationObserver(() => {
    input.disabled = select.disabled;
  }).observe(select, { attributes: true, attributeFilter: ["disabled"] });
}

/** @param {HTMLInputElement} original */
function overRemote(original) {
  let text = original.dataset.text || original.value;
  const input = stand(original, text);
  original.type = "hidden";
  const url = original.dataset.remote || "";
  combo({
    input,
    shortest: Number(original.dataset.shortest ?? 1),
    wait: REMOTE_WAIT_MS,
    find: (words) => ask(url, words),
    pick: (choice) => {
      original.value = choice.code;
      text = input.value = choice.text;
      original.dispatchEvent(new Event("change", { bubbles: true }));
    },
    clear: () => {
      original.value = text = "";
      original.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
  input.addEventListener("blur", () => {
    input.value = text;
  });
}

/** @param {string} url @param {string} words @returns {Promise<any[]>} */
export async function ask(url, words) {
  const joint = url.includes("?") ? "&" : "?";
  const answer = await fetch(`${url}${joint}q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  return Array.isArray(found) ? found : found.items || found.results || [];
}
