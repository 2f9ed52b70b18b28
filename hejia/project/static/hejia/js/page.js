/** Small doings of pages: copy the link of a list, print, open a form in the panel beside it. */
import { toast } from "./toast.js";

const PHONE = "(max-width: 991.98px)";

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-copy-link]")) void copy();
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-close-panel]")) document.getElementById("panel")?.replaceChildren();
  const fault = event.target.closest('[role=alert] a[href^="#"]');
  if (fault instanceof HTMLAnchorElement && goTo(fault.hash.slice(1))) event.preventDefault();
});

/** A sentence of what is wrong leads into its field, which a combobox may stand in for. */
function goTo(/** @type {string} */ id) {
  const control = document.getElementById(`${id}_shown`) ?? document.getElementById(id);
  if (!control) return false;
  control.closest("details")?.setAttribute("open", "");
  control.closest(".field")?.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
  return true;
}

async function copy() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast("链接已复制，对方打开时按自己的权限查看。");
  } catch {
    toast("浏览器不允许复制，请从地址栏复制链接。");
  }
}

/** On the phone a step has the page to itself; on a desk it opens in the panel. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const element = event.target;
  if (!(element instanceof HTMLAnchorElement) || !element.matches("[data-panel]")) return;
  if (!matchMedia(PHONE).matches) return;
  event.preventDefault();
  location.assign(element.href);
});

document.addEventListener("htmx:load", (event) => {
  const panel = event.target;
  if (!(panel instanceof HTMLElement) || panel.id !== "panel") return;
  panel.scrollIntoView({ block: "nearest", behavior: "smooth" });
  const first = panel.querySelector("[data-focus], input:not([type=hidden]):not([hidden]), select:not([hidden]), textarea");
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
});

/** A field that is being put right no longer says it is wrong; the server has the last word. */
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const field = event.target instanceof Element ? event.target.closest(".field.is-wrong") : null;
    if (!field || !event.isTrusted) return;
    field.classList.remove("is-wrong");
    field.querySelector(".field-error")?.remove();
    for (const input of field.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  });
}
