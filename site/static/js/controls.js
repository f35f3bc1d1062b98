// Small things about dialogs and forms; each works without this, only less comfortably. The server alone decides what a
// second submit means; the busy sign is for people.
export function start(root) {
  root.querySelector("[data-focus]")?.focus({ preventScroll: true });
  for (const button of root.querySelectorAll("[data-step]")) button.hidden = false;
  root.addEventListener("click", click);
  root.addEventListener("change", ({ target }) => {
    if (target.form?.matches("[data-autosubmit]")) target.form.requestSubmit();
  });
  root.addEventListener("submit", (event) => {
    if (event.target.method === "post") event.submitter?.setAttribute("aria-busy", "true");
  });
  // Back from the history the page may come out of the memory, still busy.
  addEventListener("pageshow", () => {
    for (const busy of root.querySelectorAll("button[aria-busy]")) busy.removeAttribute("aria-busy");
  });
}

const HOOKS = {
  // A native dialog gives the focus back to its opener by itself.
  "[data-open]": (button) => document.getElementById(button.dataset.open)?.showModal(),
  "[data-step]": step,
  "[data-insert]": insert,
  "[data-print]": () => window.print(),
  "[data-copy]": copy,
};

function click({ target }) {
  if (target instanceof HTMLDialogElement) target.close(); // a tap on the backdrop
  for (const [selector, act] of Object.entries(HOOKS)) {
    const hook = target.closest(selector);
    if (hook) act(hook);
  }
}

function step(button) {
  const number = button.parentElement.querySelector("input");
  if (Number(button.dataset.step) > 0) number.stepUp();
  else number.stepDown();
  number.dispatchEvent(new Event("change", { bubbles: true }));
}

function insert(button) {
  const text = button.closest("form").querySelector("textarea");
  const sentence = button.textContent.trim();
  text.value = text.value ? `${text.value.trimEnd()} ${sentence}` : sentence;
  text.focus();
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  (await import("./toast.js")).toast("Kopiert.");
}
