// data-print opens the browser's print dialog, data-copy copies its value. Without script the browser's menu does the same.
import { toast } from "./toast.js";

export function start(root) {
  root.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      await navigator.clipboard.writeText(copy.dataset.copy);
      toast("Kopiert.");
    }
  });
}
