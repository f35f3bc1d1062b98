// The one entry: behaviours that improve working HTML, each in a module of its own, loaded only where its hook stands.
// A first view stays below ten requests, so what only a touch needs is loaded by that touch, which then takes effect.
const start = async (selector, load) => {
  if (document.querySelector(selector)) (await load()).start(document);
};
const saving = () => import("./save.js");
const fragments = () => import("./fragment.js");

start("dialog, form, [data-print], [data-copy]", () => import("./controls.js"));
start("[data-draft]", () => import("./draft.js"));
start("[data-count=nachrichten]", () => import("./badge.js"));
start("[data-watch-list]", () => import("./watch_list.js"));
start("[data-passkey]", () => import("./passkey.js"));
start("[data-push]", () => import("./push.js"));
showMarks();
document.addEventListener("fragment", showMarks);

document.addEventListener("focusin", async ({ target }) => {
  if (target.matches("input[data-suggest]:not([list])")) (await import("./suggest.js")).start(target);
});
document.addEventListener("click", async (event) => {
  const bookmark = event.target.closest("button[data-save]");
  const link = event.target.closest("a[data-fragment]");
  if (bookmark) {
    event.preventDefault();
    (await saving()).turn(bookmark);
  } else if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    (await fragments()).load(new URL(link.href), link.dataset.fragment);
  }
});
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.fragment || form.method !== "get") return;
  event.preventDefault();
  (await fragments()).send(form, submitter);
});

// Whoever never kept anything on this device needs no script for it.
function showMarks() {
  try {
    if (localStorage.getItem("merkliste")) start("[data-save]", saving);
  } catch { /* no storage here, so nothing is kept */ }
}
