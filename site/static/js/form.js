// Forms work without this. It leads to what is wrong, steps small numbers, inserts ready-made sentences, counts letters,
// submits a filter when it changes, and shows that a form is on its way. The server alone decides what a second submit means.
export function start(root) {
  root.querySelector("[data-focus]")?.focus({ preventScroll: true });
  for (const button of root.querySelectorAll("[data-step]")) button.hidden = false;
  root.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) move(step);
    const insert = event.target.closest("[data-insert]");
    if (insert) put(insert);
  });
  root.addEventListener("change", (event) => {
    if (event.target.form?.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });
  root.addEventListener("submit", (event) => {
    if (event.target.method === "post") event.submitter?.setAttribute("aria-busy", "true");
  });
  // Back from the history the page may come out of the memory, still busy.
  addEventListener("pageshow", () => {
    for (const busy of root.querySelectorAll("button[aria-busy]")) busy.removeAttribute("aria-busy");
  });
}

function move(button) {
  const number = button.parentElement.querySelector("input");
  if (Number(button.dataset.step) > 0) number.stepUp();
  else number.stepDown();
  number.dispatchEvent(new Event("change", { bubbles: true }));
}

function put(button) {
  const text = button.closest("form").querySelector("textarea");
  text.value = text.value ? `${text.value.trimEnd()} ${button.textContent.trim()}` : button.textContent.trim();
  text.focus();
}
