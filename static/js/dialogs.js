// <a href="/plain/page/" data-dialog-open="id">: opens <dialog id> in the page;
// without this script the link leads to a page that does the same.
// <button data-dialog-close>: closes the dialog around it.
(() => {
  const open = (dialog) => {
    if (!dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (!dialog) return;
      event.preventDefault();
      open(dialog);
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) {
      const dialog = closer.closest("dialog");
      if (!dialog) return;
      event.preventDefault();
      dialog.close();
    }
  });

  // A press on the backdrop closes, as a press outside a menu does.
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.matches("[data-dialog-light]")) {
      event.target.close();
    }
  });

  // A typed confirmation: the button waits until the words are the same.
  document.addEventListener("input", (event) => {
    const wanted = event.target.dataset?.confirmText;
    if (wanted === undefined) return;
    const button = event.target.form?.querySelector("[data-confirm-submit]");
    if (button) button.disabled = event.target.value.trim() !== wanted.trim();
  });

  // Dialogs that come with a fragment and are marked so open at once.
  const openMarked = (root) => root.querySelectorAll?.("dialog[data-dialog-auto]").forEach(open);
  document.addEventListener("DOMContentLoaded", () => openMarked(document));
  document.addEventListener("htmx:afterSettle", (event) => openMarked(event.detail.elt));
})();
