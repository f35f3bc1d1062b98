// The one entry: behaviours that improve working HTML, each in its own module, loaded only where its hook stands.
const start = async (selector, load) => {
  if (document.querySelector(selector)) (await load()).start(document);
};

start("dialog", () => import("./dialog.js"));
start("[data-save]", () => import("./save.js"));
start("form", () => import("./form.js"));
start("[data-fragment]", () => import("./fragment.js"));
start("[data-print], [data-copy]", () => import("./paper.js"));
start("[data-suggest]", () => import("./suggest.js"));
start("[data-quiz]", () => import("./quiz.js"));
