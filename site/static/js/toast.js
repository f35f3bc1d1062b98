// One polite message at a time, ten seconds; it stays while it has focus or the pointer.
const LASTS = 10000;

export function toast(text, undo) {
  const region = document.querySelector(".toasts") ?? open();
  const box = element("div", "toast", text);
  if (undo) {
    const button = element("button", "button button--quiet", "Rückgängig");
    button.type = "button";
    button.addEventListener("click", () => { undo(); box.remove(); });
    box.append(button);
  }
  region.replaceChildren(box);
  const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : box.remove());
  setTimeout(leave, LASTS);
}

function open() {
  const region = element("div", "toasts", "");
  region.setAttribute("role", "status");
  return document.body.appendChild(region);
}

function element(tag, className, text) {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
