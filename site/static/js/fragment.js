// Part of a page comes anew without the rest: <form data-fragment="#liste"> or <a data-fragment="#liste">.
// The same address answers a fragment because the request says HX-Request, as django-htmx expects. Without script
// the browser loads the whole page. The one place that turns text into elements is the named policy below.
const policy = globalThis.trustedTypes?.createPolicy("handschlag-fragment", { createHTML: (text) => text });
let running = null;

export function start(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.fragment || form.method !== "get") return;
    event.preventDefault();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
    load(address, form.dataset.fragment);
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fragment]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    load(new URL(link.href), link.dataset.fragment);
  });
  addEventListener("popstate", () => location.reload());
}

export async function load(address, selector) {
  const target = document.querySelector(selector);
  running?.abort();
  running = new AbortController();
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": target.id }, signal: running.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(target, await answer.text());
    history.pushState(null, "", address);
  } catch (problem) {
    if (problem.name !== "AbortError") location.assign(address);
  } finally {
    target.removeAttribute("aria-busy");
  }
}

function show(target, text) {
  const page = new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
  // A server that answers with the whole page is right as well: the part is taken out of it.
  const part = target.id ? page.getElementById(target.id) : null;
  target.replaceChildren(...(part ?? page.body).childNodes);
}
