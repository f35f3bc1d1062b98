// Part of a page comes anew without the rest: <form data-fragment="#liste"> or <a data-fragment="#liste">.
// The same address answers a fragment because the request says HX-Request, as django-htmx expects. Without script
// the browser loads the whole page. The one place that turns text into elements is the named policy below.
const policy = globalThis.trustedTypes?.createPolicy("handschlag-fragment", { createHTML: (text) => text });
let running = null;
let shown = here();

// Back and forward over a changed part load the page anew; a jump to a heading of the same page does not.
addEventListener("popstate", () => {
  if (here() !== shown) location.reload();
});

export function send(form, submitter) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form, submitter)).toString();
  return load(address, form.dataset.fragment);
}

// The part and its address, so that the state can be shared and left by Back.
export async function load(address, selector) {
  if (!(await fill(address, document.querySelector(selector)))) return;
  history.pushState(null, "", address);
  shown = here();
}

// The part alone; says whether it came. Without an answer the browser goes to the address itself, unless told otherwise.
export async function fill(address, target, leave = (there) => location.assign(there)) {
  running?.abort();
  running = new AbortController();
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": target.id }, signal: running.signal });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(target, await answer.text());
    target.dispatchEvent(new CustomEvent("fragment", { bubbles: true }));
    return true;
  } catch (problem) {
    if (problem.name !== "AbortError") leave(address);
    return false;
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

function here() {
  return location.pathname + location.search;
}
