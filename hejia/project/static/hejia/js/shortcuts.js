/** Keys of the whole house, and 快速离开. */
import { forget } from "./drafts.js";

const NEUTRAL = "hejia/away.html";
const SHIFTS_WITHIN_MS = 1200;

/** Leave at once: empty the page, forget what was typed, log out, show a blank page. */
function leave() {
  document.title = "新标签页";
  const address = (document.body.dataset.static || "/static/") + NEUTRAL;
  const form = document.querySelector("form[data-logout]");
  if (form instanceof HTMLFormElement) {
    void fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
  }
  document.body.replaceChildren();
  forget();
  location.replace(address);
}

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], dialog[open]");
}

/** @type {Record<string, () => void>} */
const KEYS = {
  "/": () => {
    const search = document.querySelector("[data-shortcut='/']");
    if (search instanceof HTMLElement && search.offsetParent) search.focus();
    else location.assign("/cases/search/");
  },
  n: () => open("/cases/report/"),
  h: () => location.assign("/"),
  "?": help,
};

/** @param {string} address */
function open(address) {
  if (document.querySelector(`.hj-menu a[href="${address}"]`)) location.assign(address);
}

function help() {
  const keys = document.getElementById("keys");
  if (keys instanceof HTMLDialogElement && !keys.open) keys.showModal();
}

/** @type {number[]} */
let shifts = [];

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Shift" && !event.repeat) {
    shifts = [...shifts.filter((at) => event.timeStamp - at < SHIFTS_WITHIN_MS), event.timeStamp];
    if (shifts.length >= 3) leave();
    return;
  }
  if (event.key !== "?") shifts = [];
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target instanceof HTMLElement ? event.target.closest("form") : null;
    if (form) form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-leave]")) leave();
  if (event.target.closest("[data-back]") && history.length > 1) {
    event.preventDefault();
    event.stopPropagation();
    history.back();
  }
  if (event.target.closest("[data-help]")) help();
}, true);
