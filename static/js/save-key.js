// Ctrl+S or ⌘+S saves the form marked data-save-key, from wherever the focus is.
(() => {
  const saves = (event) =>
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s";

  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("form[data-save-key]");
    if (!form || !saves(event)) return;
    event.preventDefault();
    if (form.matches("[data-autosave]")) htmx.trigger(form, "save-now");
    else form.requestSubmit();
  });
})();
