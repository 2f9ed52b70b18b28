/** Keeps the words and bars of the clocks true while the page stays open. */

const EVERY_MS = 20_000;
const MINUTE = 60, HOUR = 3600, DAY = 86400;

/** The same wording as hejia/project/wording.py. @param {number} seconds */
export function span(seconds) {
  const s = Math.floor(Math.abs(seconds));
  if (s < MINUTE) return "不到1分钟";
  const days = Math.floor(s / DAY), hours = Math.floor((s % DAY) / HOUR), minutes = Math.floor((s % HOUR) / MINUTE);
  if (days) return hours && days < 10 ? `${days}天${hours}小时` : `${days}天`;
  if (hours) return minutes && hours < 10 ? `${hours}小时${minutes}分` : `${hours}小时`;
  return `${minutes}分钟`;
}

function tick() {
  const now = Date.now();
  for (const element of document.querySelectorAll("[data-due]")) {
    if (!(element instanceof HTMLElement)) continue;
    const due = Date.parse(element.dataset.due || "");
    const words = element.querySelector("[data-left]");
    if (Number.isNaN(due) || !words) continue;
    words.textContent = (due >= now ? "剩" : "超") + span((due - now) / 1000);
    const start = Date.parse(element.dataset.start || "");
    const used = Number.isNaN(start) ? 0 : Math.max(0, Math.min(100, (100 * (now - start)) / (due - start)));
    const clock = element.closest(".clock");
    const bar = clock?.querySelector("progress");
    if (bar && !Number.isNaN(start)) bar.value = used;
    clock?.classList.toggle("clock-over", due < now);
    clock?.classList.toggle("clock-near", due >= now && used >= 80);
  }
}

setInterval(tick, EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick();
});
