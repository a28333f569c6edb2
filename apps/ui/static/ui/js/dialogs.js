// <button data-dialog-open="ID"> opens <dialog id="ID">; the browser keeps focus inside and gives it back.
export function openDialogs(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) root.getElementById(opener.dataset.dialogOpen)?.showModal();
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
  });
}
