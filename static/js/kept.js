// A question that left its review: <section hidden data-kept="key"> shows the texts that this
// browser kept of it and could not save, until they are forgotten. See autosave.js.
(() => {
  const section = document.querySelector("[data-kept]");
  if (!section) return;
  const key = `draft:${section.dataset.kept}`;

  const texts = () => {
    try {
      const draft = JSON.parse(localStorage.getItem(key));
      return (draft?.fields ?? []).filter(([name, value]) => /^note/.test(name) && value.trim());
    } catch {
      return [];
    }
  };

  const area = ([, value]) => {
    const field = document.createElement("textarea");
    field.readOnly = true;
    field.rows = Math.min(value.split("\n").length + 1, 12);
    field.value = value;
    field.setAttribute("aria-labelledby", "draft-title");
    return field;
  };

  const forget = () => {
    localStorage.removeItem(key);
    section.hidden = true;
  };

  const kept = texts();
  if (!kept.length) return;
  section.querySelector("[data-kept-texts]").replaceChildren(...kept.map(area));
  section.querySelector("[data-kept-forget]").addEventListener("click", forget);
  section.hidden = false;
})();
