// The form of the editor. Its buttons come back with all fields anew, so nothing can be typed while
// one is under way; and where a title made another id, the page's own address is the one to send to.
(() => {
  const form = () => document.getElementById("editor-form");

  const ours = (element) => form()?.contains(element);

  document.addEventListener("htmx:configRequest", (event) => {
    if (ours(event.detail.elt)) event.detail.path = location.pathname;
  });

  let pressed = null;

  document.addEventListener("htmx:beforeSend", (event) => {
    if (!ours(event.detail.elt) || event.detail.elt === form()) return;
    pressed = event.detail.elt;
    form().inert = true;
  });

  const release = () => {
    if (!form()?.inert) return;
    form().inert = false;
    if (pressed?.isConnected) pressed.focus({ preventScroll: true });
    pressed = null;
  };

  // Before htmx puts the focus where the answer wants it.
  document.addEventListener("htmx:beforeSwap", () => {
    if (form()?.inert) form().inert = false;
  });

  // What was just added has a name to type over, once.
  const select = (field) => {
    if (!field?.matches?.(":is(input[type=text], textarea)[autofocus]")) return;
    field.removeAttribute("autofocus");
    field.select();
  };

  document.addEventListener("focusin", (event) => select(event.target));
  window.addEventListener("load", () => select(document.activeElement));

  for (const name of ["htmx:afterRequest", "htmx:sendError", "htmx:timeout", "htmx:abort"]) {
    document.addEventListener(name, release);
  }
})();
