// „Auf diesem Gerät zeigen“: the browser asks the person, gives an address, and the form carries it. The form with
// data-push stays hidden where the browser knows no notices; the list of devices works without script.
const WORKER = "/mitteilungen.js";
const policy = globalThis.trustedTypes?.createPolicy("handschlag-push", { createScriptURL: () => WORKER });

export function start(root) {
  const form = root.querySelector("form[data-push]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  form.hidden = false;
  for (const note of root.querySelectorAll("[data-push-missing]")) note.hidden = true;
  form.addEventListener("submit", (event) => ask(event, form));
}

async function ask(event, form) {
  event.preventDefault();
  const note = form.querySelector("[data-push-error]");
  note.hidden = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
    form.elements.subscription.value = JSON.stringify(await subscribed(form.dataset.push));
    form.submit();
  } catch {
    // Refused by the person, or no service here: say so and let them try again.
    note.hidden = false;
    event.submitter?.removeAttribute("aria-busy");
  }
}

// An address that was given for another key, or to somebody else, is of no use: a new one each time.
async function subscribed(key) {
  const registration = await navigator.serviceWorker.register(policy?.createScriptURL("") ?? WORKER);
  await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}
