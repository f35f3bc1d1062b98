// The one entry: behaviours that improve working HTML, each in a module of its own, loaded only where its hook stands.
// A first view stays below ten requests, so what is not needed before a first touch waits for it.
const start = async (selector, load) => {
  if (document.querySelector(selector)) (await load()).start(document);
};

start("dialog, form, [data-print], [data-copy]", () => import("./controls.js"));
start("[data-save]", () => import("./save.js"));
start("[data-fragment]", () => import("./fragment.js"));
start("[data-draft]", () => import("./draft.js"));
document.addEventListener("focusin", async ({ target }) => {
  if (target.matches("input[data-suggest]:not([list])")) (await import("./suggest.js")).start(target);
});
