// Numbers beside the menu stay true on an open page: asked once a minute, oftener where a list is shown, at once when a
// conversation on this page heard something. A hidden page asks nothing.
import { fill } from "./fragment.js";

const CALM = 60_000;
const LIVE = 20_000;

export function start(root) {
  const badges = [...root.querySelectorAll("[data-count=nachrichten]")];
  const live = root.querySelector("[data-live]");
  let shown = null;
  let timer = 0;

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, live ? LIVE : CALM);
  };

  const ask = async () => {
    wait();
    if (document.hidden) return;
    const found = await numbers();
    if (!found) return;
    for (const badge of badges) show(badge, found.nachrichten);
    const state = JSON.stringify(found);
    // Nobody loses what they are writing or pointing at: the list comes anew only while it has no focus.
    if (live && shown !== null && shown !== state && !live.contains(document.activeElement)) {
      await fill(new URL(location.href), live, () => {});
    }
    shown = state;
  };

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  document.addEventListener("news", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 1000);
  });
  if (live) ask();
  else wait();
}

async function numbers() {
  try {
    const answer = await fetch("/nachrichten/stand/", { cache: "no-store", headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(badge, number) {
  badge.hidden = !number;
  badge.querySelector("[data-number]").textContent = number;
}
