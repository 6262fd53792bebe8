// <button data-copy="id of the element whose text is copied">
(() => {
  const say = (level, text) =>
    document.dispatchEvent(new CustomEvent("toast", { detail: { level, text } }));

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      say("success", gettext("Copied to the clipboard."));
    } catch {
      // Browsers refuse the clipboard on plain http; the selection is one key away.
      select(source);
      say("info", gettext("The text is selected. Press Ctrl+C or ⌘C to copy it."));
    }
  });
})();
