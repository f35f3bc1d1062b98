// Light or dark by choice; without a choice the device decides, and nothing is stored.
// A classic script in the head, not a module: a module would come after the first paint, and the page would flash.
(() => {
  const html = document.documentElement;
  const read = () => {
    try { return localStorage.getItem("scheme"); } catch { return null; }
  };
  const keep = (scheme) => {
    try { localStorage.setItem("scheme", scheme); } catch { /* private window: the choice lasts for this page */ }
  };
  const kept = read();
  if (kept === "light" || kept === "dark") html.dataset.scheme = kept;

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-scheme-switch]")) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-scheme-switch]")) return;
    const dark = html.dataset.scheme ? html.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    html.dataset.scheme = dark ? "light" : "dark";
    keep(html.dataset.scheme);
  });
})();
