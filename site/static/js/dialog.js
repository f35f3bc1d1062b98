// data-open="id" opens a native dialog; a tap on the backdrop closes it. Focus returns to the opener by itself.
export function start(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) root.getElementById(opener.dataset.open)?.showModal();
    else if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}
