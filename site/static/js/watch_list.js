// The watch list of this device: <div data-watch-list="/merkliste/"> is filled with the cards of the keys kept here.
import { fill } from "./fragment.js";

export async function start(root) {
  const list = root.querySelector("[data-watch-list]");
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem("merkliste") ?? "[]");
  } catch { /* nothing readable is kept: the list stays as the server sent it */ }
  if (!Array.isArray(kept) || !kept.length) return;
  const address = new URL(list.dataset.watchList, location.href);
  for (const key of kept.slice(0, 100)) address.searchParams.append("key", String(key));
  await fill(address, list);
}
