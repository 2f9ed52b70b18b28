/** New cases and changes without reloading.
 *
 *  `body[data-live-url]` names the live server (hejia/project/live.py); its event `case` says that
 *  a case this person may see has moved: `{"case": id, "topic": "cases.sign", "version": 3}`.
 *  Every element whose `data-live` names one of the topics `cases`, `case:<id>`, `cases.sign` or
 *  `notices` then gets the event `live`, for `hx-trigger="live"`. Where the stream is not to be
 *  had, `body[data-pulse-url]` is asked every two seconds: `{"pulse": n}`, and whatever is live asks
 *  anew when n has moved. An element being typed into is left alone and refreshed afterwards. */

const POLL_MS = 2000;
/** A stream the browser gave up is tried again: soon at first, then ever more seldom. */
const AGAIN_FIRST_MS = 3000;
const AGAIN_LAST_MS = 60_000;
const GATHER_MS = 150;

/** @type {Set<string>} */
let news = new Set();
let due = false;

/** @param {Iterable<string>} topics */
export function announce(topics) {
  for (const topic of topics) news.add(topic);
  if (due || !news.size) return;
  due = true;
  setTimeout(deliver, GATHER_MS);
}

function deliver() {
  due = false;
  const now = news;
  news = new Set();
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!(element instanceof HTMLElement)) continue;
    const wanted = (element.dataset.live || "").split(" ");
    if (!wanted.some((topic) => topic === "*" || now.has(topic) || now.has("*"))) continue;
    if (busy(element)) later(element, now);
    else element.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  }
}

/** @param {HTMLElement} element */
function busy(element) {
  const focus = document.activeElement;
  return focus && element.contains(focus) && focus.matches("input, textarea, select");
}

/** @param {HTMLElement} element @param {Set<string>} topics */
function later(element, topics) {
  element.addEventListener("focusout", () => announce(topics), { once: true });
}

/** @param {MessageEvent} event */
function hear(event) {
  const told = JSON.parse(event.data);
  announce(["cases", "notices", String(told.topic), `case:${told.case}`]);
}

/** @type {number | undefined} */
let polling;
/** @type {unknown} */
let at;
/** Whether news may have been missed since the stream last stood. */
let lost = false;

async function pulse() {
  const url = document.body.dataset.pulseUrl;
  if (!url || document.hidden) return;
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json", "HX-Live": "true" } });
    if (!answer.ok || !answer.headers.get("content-type")?.includes("json")) return;
    const { pulse: beat } = await answer.json();
    if (at !== undefined && beat !== at) announce(["*"]);
    at = beat;
  } catch {
    /* the next pulse tries again; the page itself tells failures of what the user does */
  }
}

function poll() {
  if (polling === undefined) polling = setInterval(pulse, POLL_MS);
}

let again = AGAIN_FIRST_MS;

function stream() {
  const url = document.body.dataset.liveUrl;
  if (!url || !("EventSource" in window)) return poll();
  const source = new EventSource(url.endsWith("/live") ? url : `${url}/live`, { withCredentials: true });
  source.addEventListener("open", () => {
    clearInterval(polling);
    polling = undefined;
    again = AGAIN_FIRST_MS;
    if (lost) announce(["*"]);
    lost = false;
    document.documentElement.dataset.liveBy = "stream";
  });
  source.addEventListener("case", hear);
  source.addEventListener("error", () => {
    document.documentElement.dataset.liveBy = "pulse";
    lost = true;
    void pulse();
    poll();
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(stream, again);
    again = Math.min(again * 2, AGAIN_LAST_MS);
  });
}

/** What refreshes by itself says so: it keeps no session alive (hejia/accounts/middleware.py). */
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, headers } = /** @type {CustomEvent} */ (event).detail;
  if (elt.dataset.live !== undefined) headers["HX-Live"] = "true";
});
/** The session is over: the login page takes the place of what the screen shows. Drafts are kept. */
document.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (xhr.status === 401 && elt.dataset.live !== undefined && !document.querySelector("form[data-sending]")) {
    location.reload();
  }
});

if (document.body.dataset.liveUrl !== undefined && document.querySelector("[data-live]")) {
  stream();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && polling !== undefined) void pulse();
  });
}
