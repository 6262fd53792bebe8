// <textarea data-one-line>: shows a long line whole, and takes no line end. Enter saves its form.
(() => {
  const field = (event) => event.target.closest?.("textarea[data-one-line]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !field(event)) return;
    event.preventDefault();
    const form = event.target.form;
    if (form.matches("[data-autosave]")) htmx.trigger(form, "save-now");
    else form.requestSubmit();
  });

  // What is pasted may bring line ends along.
  document.addEventListener(
    "input",
    (event) => {
      const area = field(event);
      if (!area || !/[\r\n]/.test(area.value)) return;
      const at = area.selectionStart;
      area.value = area.value.replace(/[\r\n]+/g, " ");
      area.setSelectionRange(at, at);
    },
    true,
  );
})();
