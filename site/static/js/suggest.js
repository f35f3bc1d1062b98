// Suggestions below a field: <input data-suggest="/orte/vorschlaege/">. The address answers JSON,
// {"suggestions": ["Altenburg, Altenburger Land", …]}; the browser's own list shows them, so keyboard and screen reader
// need nothing new.
const PAUSE = 200;
const LEAST = 2;
let lists = 0;

export function start(input) {
  const list = Object.assign(document.createElement("datalist"), { id: `vorschlaege-${++lists}` });
  input.after(list);
  input.setAttribute("list", list.id);
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fill(list, input), PAUSE);
  });
}

async function fill(list, input) {
  const text = input.value.trim();
  if (text.length < LEAST) return;
  const address = new URL(input.dataset.suggest, location.href);
  address.searchParams.set(input.dataset.suggestName ?? "q", text);
  try {
    const { suggestions } = await (await fetch(address)).json();
    list.replaceChildren(...suggestions.map((value) => Object.assign(document.createElement("option"), { value })));
  } catch { /* no suggestion is no harm: the search understands what was typed */ }
}
