// <form data-draft="key"> with one textarea: what is typed and not sent yet is kept in this browser.
// A reload, a lost connection, a form that was swapped away: the text is there again.
(() => {
  const PREFIX = "comment:";

  const key = (form) => PREFIX + form.dataset.draft;

  const area = (form) => form.querySelector("textarea");

  const read = (form) => {
    try {
      return localStorage.getItem(key(form)) ?? "";
    } catch {
      return "";
    }
  };

  const keep = (form, text) => {
    try {
      if (text) localStorage.setItem(key(form), text);
      else localStorage.removeItem(key(form));
    } catch {
      // A browser that keeps nothing still has the text on the page.
    }
  };

  const restore = (form) => {
    const text = read(form);
    if (text && area(form).value !== text) area(form).value = text;
  };

  const restoreAll = (root) => {
    if (root.matches?.("form[data-draft]")) restore(root);
    root.querySelectorAll?.("form[data-draft]").forEach(restore);
  };

  const drafted = (element) => {
    const form = element?.closest?.("form");
    return form?.dataset.draft ? form : null;
  };

  document.addEventListener("input", (event) => {
    const form = drafted(event.target);
    if (form && event.target === area(form)) keep(form, event.target.value);
  });

  const sent = new WeakMap();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = drafted(event.detail.elt);
    if (form === event.detail.elt) sent.set(form, area(form).value);
  });

  // Before the answer puts an empty form there: what was typed while it was under way stays.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!sent.has(form) || event.detail.xhr.status !== 200) return;
    const [now, before] = [area(form).value, sent.get(form)];
    keep(form, now.startsWith(before) ? now.slice(before.length) : now);
    sent.delete(form);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-draft-drop]")) return;
    const form = drafted(event.target);
    if (form) keep(form, "");
  });

  document.addEventListener("htmx:load", (event) => restoreAll(event.detail.elt));
})();
