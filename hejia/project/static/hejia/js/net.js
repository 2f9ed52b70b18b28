/** How failures of the network are told, and that a form is not sent twice. */
import { toast } from "./toast.js";
import { speak } from "./dom.js";

/** @type {Record<number, string>} */
const SENTENCES = {
  401: "登录已过期，请在新标签页重新登录后再提交，本页内容不会丢失。",
  403: "您的岗位没有这项权限，或页面已过期，请刷新后重试。",
  404: "没有找到对应内容，可能已不在您的查看范围内。",
  413: "文件太大，请压缩或分批上传。",
  429: "操作太频繁，请稍等片刻再试。",
};

document.addEventListener("htmx:sendError", () => {
  toast("网络不通，没有提交成功。内容仍保留在页面上，请恢复网络后重试。");
});
document.addEventListener("htmx:timeout", () => {
  toast("服务器没有及时回应。内容仍保留在页面上，请稍后重试。");
});
document.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr: { status } } = /** @type {CustomEvent} */ (event).detail;
  if (status === 401 && elt.dataset.live !== undefined) return; // live.js
  toast(SENTENCES[status] || "系统暂时出了错，没有完成这次操作，请稍后重试。");
});
/** Who logged in again in another tab goes on here: the token of the form follows the cookie. */
document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!token) return;
  detail.headers["X-CSRFToken"] = token;
  if (detail.parameters.has("csrfmiddlewaretoken")) detail.parameters.set("csrfmiddlewaretoken", token);
});
document.addEventListener("htmx:beforeRequest", () => {
  document.documentElement.classList.add("is-loading");
});
document.addEventListener("htmx:afterRequest", () => {
  document.documentElement.classList.remove("is-loading");
});
document.addEventListener("htmx:afterSwap", (event) => {
  const said = event.target instanceof HTMLElement ? event.target.dataset.said : undefined;
  if (said) speak(said);
});

/** A form sent by the browser itself: its button answers at once and cannot be pressed twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  const button = event.submitter;
  if (button instanceof HTMLButtonElement && button.dataset.busy) {
    button.dataset.word = button.textContent || "";
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  }
});
/** Back from the next page: the form may be sent again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    if (form instanceof HTMLFormElement) delete form.dataset.sending;
  }
  for (const button of document.querySelectorAll("button[data-word]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.textContent = button.dataset.word || "";
    button.removeAttribute("aria-disabled");
    delete button.dataset.word;
  }
});
