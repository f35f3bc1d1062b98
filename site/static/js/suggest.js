// Suggestions below a search field: <input data-suggest="/suche/vorschlaege/">. The address answers JSON,
// {"suggestions": ["Tischler/in", …]}; the browser's own list shows them, so keyboard and screen reader need nothing new.
const PAUSE = 200;
const LEAST = 2;

export function start(root) {
  for (const [index, input] of root.querySelectorAll("input[data-suggest]").entries()) {
    const list = Object.assign(document.createElement("datalist"), { id: `vorschlaege-${index}` });
    input.after(list);
    input.setAttribute("list", list.id);
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => fill(list, input), PAUSE);
    });
  }
}

async function fill(list, input) {
  const text = input.value.trim();
  if (text.length < LEAST) return list.replaceChildren();
  const address = new URL(input.dataset.suggest, location.href);
  address.searchParams.set(input.dataset.suggestName ?? "q", text);
  try {
    const { suggestions } = await (await fetch(address)).json();
    list.replaceChildren(...suggestions.map((value) => Object.assign(document.createElement("option"), { value })));
  } catch { /* no suggestion is no harm: the search understands what was typed */ }
  return undefined;
}
