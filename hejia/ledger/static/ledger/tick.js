/** `input[data-tick-all=selector]`: one box that ticks every box of a list. */
document.addEventListener("change", (event) => {
  const all = event.target;
  if (!(all instanceof HTMLInputElement) || !all.dataset.tickAll) return;
  for (const box of document.querySelectorAll(`${all.dataset.tickAll} input[name=entry]`)) {
    if (box instanceof HTMLInputElement) box.checked = all.checked;
  }
});
