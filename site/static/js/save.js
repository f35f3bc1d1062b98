// The bookmark. In a form the server keeps it, without a reload; with a key it is kept on this device, after the click.
const STORE = "merkliste";

export function start(root) {
  const kept = read();
  for (const button of root.querySelectorAll("button[data-save]")) {
    if (button.dataset.save && kept.has(button.dataset.save)) press(button, true);
  }
}

export function turn(button) {
  toggle(button);
  say(isPressed(button) ? "Gemerkt." : "Nicht mehr gemerkt.", () => toggle(button));
}

async function toggle(button) {
  press(button, !isPressed(button));
  if (button.dataset.save) return keep(button.dataset.save, isPressed(button));
  if (!button.form) return undefined;
  try {
    const answer = await fetch(button.form.action, { method: "POST", body: new FormData(button.form) });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    press(button, !isPressed(button));
    say("Das hat nicht geklappt. Versuch es gleich noch mal.");
  }
  return undefined;
}

async function say(text, undo) {
  (await import("./toast.js")).toast(text, undo);
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(STORE) ?? "[]"));
  } catch {
    return new Set();
  }
}

function keep(key, wanted) {
  const kept = read();
  if (wanted) kept.add(key);
  else kept.delete(key);
  try {
    localStorage.setItem(STORE, JSON.stringify([...kept]));
  } catch { /* no storage here: the mark lasts for this page */ }
}
