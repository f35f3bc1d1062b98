// Passkeys: the device makes or shows a key, the form carries its answer. A form with data-passkey stays hidden where the
// browser knows no keys; digits and codes always work. The options come with the page, for signing in from the server.
const SAYS = { make: "create", show: "get" };

export function start(root) {
  if (!window.PublicKeyCredential) return;
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => ask(event, form));
  }
  for (const note of root.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
}

async function ask(event, form) {
  event.preventDefault();
  const note = form.querySelector("[data-passkey-error]");
  if (note) note.hidden = true;
  try {
    const options = await optionsOf(form);
    const act = SAYS[form.dataset.passkey];
    const credential = await navigator.credentials[act]({ publicKey: decoded(options.publicKey) });
    form.elements.credential.value = JSON.stringify(encoded(credential));
    form.submit();
  } catch {
    // Broken off by the person, or no such key here: say so and let them try again.
    if (note) note.hidden = false;
    event.submitter?.removeAttribute("aria-busy");
  }
}

async function optionsOf(form) {
  const here = document.getElementById(form.dataset.options);
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

function decoded(options) {
  const keys = (list) => list?.map((key) => ({ ...key, id: bytes(key.id) }));
  const found = { ...options, challenge: bytes(options.challenge) };
  if (options.user) found.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) found.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) found.allowCredentials = keys(options.allowCredentials);
  return found;
}

function encoded(credential) {
  const { id, type, rawId, response } = credential;
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = fields.filter((name) => response[name]).map((name) => [name, words(response[name])]);
  return {
    id,
    type,
    rawId: words(rawId),
    response: Object.fromEntries(said),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(words64) {
  const plain = atob(words64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function words(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
