/** Starts the behaviours of every page. Each module works by delegation or on `ready`, so that
 *  pieces swapped in by htmx behave like those that came with the page. */
import "./net.js";
import "./confirm.js";
import "./shortcuts.js";
import "./clocks.js";
import "./live.js";
import "./reveal.js";
import "./drop.js";
import "./page.js";
import { enhance as combobox } from "./combobox.js";
import { enhance as address } from "./address.js";
import { enhance as chart } from "./chart.js";
import { enhance as conditions } from "./conditions.js";
import { enhance as drafts } from "./drafts.js";

/** @param {ParentNode} root */
function ready(root) {
  drafts(root); // first: what follows reads what stands in the fields
  combobox(root);
  address(root);
  chart(root);
  conditions(root);
  const focus = root.querySelector("[data-focus]");
  if (focus instanceof HTMLElement) focus.focus();
  else if (root === document) begin();
}

/** `[data-begin]`: a page that is one form begins at its first question, past menu and search. */
function begin() {
  const first = document.querySelector("[data-begin] :is(input:not([type=hidden]), select, textarea)");
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

ready(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target instanceof HTMLElement && event.target !== document.body) ready(event.target);
});
