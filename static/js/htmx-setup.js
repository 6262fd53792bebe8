// What every htmx request of the product shares. Which responses are swapped
// (422 and 409 are) stands in the meta tag "htmx-config" of base.html.
(() => {
  // Signing in from another tab changes the token: the cookie has the one that counts by now.
  const csrfToken = () =>
    document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ??
    document.querySelector('meta[name="csrf-token"]')?.content ??
    "";

  const say = (text) =>
    document.dispatchEvent(new CustomEvent("toast", { detail: { level: "error", text } }));

  const WORDS = {
    403: gettext("You may not do this. Your role in the organisation may have changed."),
    404: gettext("This is not here any more. Load the page again."),
    413: gettext("That is larger than what the server takes."),
    429: gettext("Too many requests at once. Wait a moment and try again."),
  };

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = csrfToken();
    // The form's own, older one would be looked at first.
    event.detail.formData.delete("csrfmiddlewaretoken");
  });

  // What a page asks by itself, from time to time or because others did something, it asks again:
  // nobody waits for it, and the line of live pages says that the connection is lost.
  const byItself = ({ requestConfig }) => {
    const type = requestConfig?.triggeringEvent?.type;
    return requestConfig?.verb === "get" && (type === undefined || type.startsWith("live:"));
  };

  // Nor does it lead anybody away from what they write: whoever is signed out is told when they save.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    if (byItself(event.detail) && xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
  });

  // A part that was to come on demand says itself that it did not, and asks again; the rest of
  // what fails is a toast.
  const failed = (event, text, why) => {
    const late = event.detail.target?.querySelector?.("[data-late]");
    if (!late) return byItself(event.detail) || say(text);
    if (why) late.querySelector("[data-late-why]").textContent = why;
    show(late, true);
    const { elt, target, pathInfo } = event.detail;
    late.querySelector("[data-late-again]").onclick = () => {
      // The button is about to be hidden, and the focus would be nowhere.
      (target.closest("details")?.querySelector("summary") ?? target).focus();
      show(late, false);
      htmx.ajax("GET", pathInfo.requestPath, { source: elt, target, swap: "innerHTML" });
    };
  };

  const show = (late, wrong) => {
    late.querySelector(".late__wait").hidden = wrong;
    late.querySelector(".late__failed").hidden = !wrong;
  };

  document.addEventListener("htmx:sendError", (event) => {
    failed(event, gettext("The server could not be reached. What you entered is still on this page."));
  });

  document.addEventListener("htmx:timeout", (event) => {
    failed(event, gettext("The server took too long to answer. What you entered is still on this page."));
  });

  document.addEventListener("htmx:responseError", (event) => {
    const why = WORDS[event.detail.xhr.status];
    failed(event, why ?? gettext("The server could not do this. What you entered is still on this page."), why);
  });

  // htmx keeps the focus on an element with an id. Controls without one
  // (a checkbox in a list) are found again by name and value.
  let focused = null;

  const describe = (element) =>
    element?.name ? { name: element.name, value: element.value, tick: element.matches("[type=checkbox], [type=radio]") } : null;

  const find = (root, wanted) =>
    [...root.querySelectorAll("input, select, textarea, button")].find(
      (element) => element.name === wanted.name && (!wanted.tick || element.value === wanted.value),
    );

  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    focused = !active?.id && event.detail.target?.contains(active) ? describe(active) : null;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (focused && document.activeElement === document.body) {
      find(document, focused)?.focus({ preventScroll: true });
    }
    focused = null;
    if (event.detail.xhr?.status === 422) firstInvalid(event.detail.elt)?.focus();
  });

  // A button that is disabled while its form is sent loses the focus before anything is swapped.
  const pressed = new WeakMap();

  document.addEventListener("htmx:beforeRequest", (event) => {
    const active = document.activeElement;
    const disables = event.detail.elt.closest("[hx-disabled-elt]");
    if (disables && active?.id && event.detail.elt.contains(active)) pressed.set(event.detail.xhr, active.id);
  });

  const giveBack = (event) => {
    const id = event.detail.xhr && pressed.get(event.detail.xhr);
    if (id && document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
  };

  document.addEventListener("htmx:afterRequest", giveBack);
  document.addEventListener("htmx:afterSettle", giveBack);

  // A part of the page that comes again as it stands is left alone: an element put in its place
  // between the press and the release of the mouse would lose the click. Controls and dialogs are
  // always taken: what is typed, ticked or closed does not stand in the markup.
  const HTMX_CLASSES = ["htmx-added", "htmx-request", "htmx-settling", "htmx-swapping"];
  const CONTROLS = "input, select, textarea, dialog";

  const bare = (element) => {
    const copy = element.cloneNode(true);
    for (const each of [copy, ...copy.querySelectorAll("[class]")]) {
      each.classList.remove(...HTMX_CLASSES);
      if (!each.classList.length) each.removeAttribute("class");
    }
    copy.removeAttribute("hx-swap-oob");
    return copy;
  };

  const same = (here, there) => {
    if (!there || here.matches(CONTROLS) || here.querySelector(CONTROLS)) return false;
    return bare(here).isEqualNode(bare(there));
  };

  const sameContent = (here, there) => {
    if (here.querySelector(CONTROLS) || there.querySelector(CONTROLS)) return false;
    return bare(here).innerHTML === bare(there).innerHTML;
  };

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    // The whole element comes inside a fragment; content alone comes inside its own element.
    const whole = fragment.nodeType === Node.DOCUMENT_FRAGMENT_NODE;
    const unchanged = whole ? same(target, fragment.firstElementChild) : sameContent(target, fragment);
    if (unchanged) event.detail.shouldSwap = false;
  });

  // After a refused form, with htmx or without, the first wrong field has the focus.
  const firstInvalid = (root) => root.querySelector?.('[aria-invalid="true"]');

  document.addEventListener("DOMContentLoaded", () => firstInvalid(document)?.focus());
})();
