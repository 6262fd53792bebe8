// A form that saves by itself, through htmx, and loses nothing:
//   <form data-autosave="key" hx-post hx-trigger="change, input delay:700ms, save-now">
// What is typed is kept in this browser until the server has it. A lost connection is tried again,
// a page that was left is sent from the next one, a reload finds the text and the version it was
// based on; where somebody else was faster, the server shows both. What live-review.js hears of
// others goes into the form at once where nothing is unsaved, and waits where something is.
(() => {
  const PREFIX = "draft:";
  const RETRY_MS = [2000, 4000, 8000, 15000, 30000];
  const UNSENT = ["csrfmiddlewaretoken", "back"];
  // What the page was read from: the answer's version, and the lens's.
  const READ = ["version", "lens"];

  const form = document.querySelector("form[data-autosave]");
  const key = form && PREFIX + form.dataset.autosave;
  const person = form && form.dataset.autosave.split(".")[0];

  // --- drafts -------------------------------------------------------------------------

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };

  const keep = (name, draft) => {
    try {
      localStorage.setItem(name, JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing still has the text on the page.
    }
  };

  const forget = (name) => {
    try {
      localStorage.removeItem(name);
    } catch {
      // Then it held nothing.
    }
  };

  const fields = () =>
    [...new FormData(form)].filter(([name]) => !UNSENT.includes(name) && !READ.includes(name));

  const version = () => form.elements.version.value;

  const lens = () => form.elements.lens?.value ?? "";

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const keepDraft = () =>
    keep(key, {
      fields: fields(),
      version: version(),
      lens: lens(),
      url: form.action,
      title: form.dataset.title,
    });

  // A field that is being looked at keeps its caret.
  const put = (field, value) => {
    if (field.value === value) return;
    const caret = field === document.activeElement ? field.selectionStart : null;
    field.value = value;
    if (caret !== null) field.setSelectionRange(caret, caret);
  };

  const fill = (draft) => {
    for (const box of form.querySelectorAll("[type=checkbox]")) {
      box.checked = draft.fields.some(([name, value]) => name === box.name && value === box.value);
    }
    for (const [name, value] of draft.fields) {
      const field = form.elements[name];
      if (field instanceof HTMLElement && field.type !== "checkbox") put(field, value);
    }
    form.elements.version.value = draft.version;
    for (const fold of form.querySelectorAll("details")) {
      if ([...fold.querySelectorAll("textarea")].some((area) => area.value)) fold.open = true;
    }
  };

  // --- what the page says -------------------------------------------------------------

  const say = (state, text) => {
    const line = document.createElement("span");
    line.className = `save-state save-state--${state}`;
    line.textContent = text;
    document.getElementById("save-state")?.replaceChildren(line);
  };

  const toast = (level, text) =>
    document.dispatchEvent(new CustomEvent("toast", { detail: { level, text } }));

  const markInvalid = () => {
    for (const area of form.querySelectorAll(":is(textarea, input[type=text])[aria-describedby]")) {
      // Errors come first of what describes a field.
      const slot = document.getElementById(area.getAttribute("aria-describedby").split(" ")[0]);
      if (slot?.textContent.trim()) area.setAttribute("aria-invalid", "true");
      else area.removeAttribute("aria-invalid");
    }
  };

  // --- saving -------------------------------------------------------------------------

  let saved = null;
  let sent = null;
  let typedOn = false;
  let failures = 0;
  let timer = 0;

  const dirty = () => !same(fields(), saved);

  // --- what somebody else saved meanwhile ------------------------------------------------

  let theirs = null;
  let asking = false;
  let underWay = false;

  const notice = document.getElementById("theirs");

  const take = () => {
    document.dispatchEvent(new CustomEvent("answer:taking"));
    fill(theirs);
    saved = fields();
    forget(key);
    document.getElementById("save-state")?.replaceChildren(...theirs.saved.cloneNode(true).childNodes);
    document.dispatchEvent(new CustomEvent("answer:taken"));
  };

  // Two people at once: this one goes on writing, and says when to look at both.
  const wait = () => {
    keepDraft();
    const line = notice.querySelector("[data-theirs-text]");
    if (!notice.hidden && line.textContent === theirs.text) return;
    line.textContent = theirs.text;
    notice.hidden = false;
    say("conflict", notice.dataset.unsaved);
  };

  const settle = () => {
    notice.hidden = true;
    theirs = null;
  };

  const weigh = () => {
    if (!theirs || underWay) return;
    if (Number(theirs.version) <= Number(version()) || theirs.lens !== lens()) settle();
    else if (dirty()) wait();
    else {
      take();
      settle();
    }
  };

  const arrived = (event) => {
    theirs = event.detail;
    weigh();
  };

  const see = () => {
    asking = true;
    saveNow();
  };

  const saveNow = () => htmx.trigger(form, "save-now");

  const tryAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(saveNow, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  };

  const WORDS = {
    0: gettext("Not saved: connection lost, retrying"),
    400: gettext("Not saved: the server refused this as too large or damaged. Shorten the text"),
    403: gettext("Not saved: the server refused it. Load the page again; your text is kept. Has your role changed?"),
    404: gettext("Not saved: this question is not here any more"),
    413: gettext("Not saved: larger than the server takes. Shorten the text"),
  };
  const HOPELESS = [400, 403, 404, 413];

  const failed = (status) => {
    say("failed", WORDS[status] ?? gettext("Not saved: the server has trouble, retrying"));
    if (!HOPELESS.includes(status)) tryAgain();
  };

  const succeeded = () => {
    failures = 0;
    clearTimeout(timer);
    // What the answer put into fields is saved; what was typed while it was under way is not.
    saved = typedOn ? null : fields();
    if (dirty()) keepDraft();
    else forget(key);
  };

  const before = (event) => {
    const accepting = event.detail.elt !== form;
    const asked = document.querySelector("#conflict dialog[open]");
    const waits = theirs && !asking && !accepting;
    if (asked || waits || (!accepting && !dirty())) {
      event.preventDefault();
      if (waits) weigh();
      return;
    }
    underWay = true;
    sent = fields();
    keepDraft();
    say("saving", gettext("Saving…"));
  };

  // Before the answer moves any field.
  const arriving = () => {
    typedOn = !same(fields(), sent);
  };

  const after = (event) => {
    const { status } = event.detail.xhr;
    underWay = asking = false;
    if (status === 200) succeeded();
    else if (status === 0 || status >= 500 || status === 429 || HOPELESS.includes(status)) failed(status);
    markInvalid();
    weigh();
  };

  // The line under the form says it; a toast for every new try would bury the page.
  const quiet = (event) => {
    if (event.target === form || form.contains(event.target)) event.stopPropagation();
  };

  // The question became another one since: its text and choices have to be looked at first.
  const askAgain = (draft) => {
    const gone = draft.fields.filter(([name, value]) => name.startsWith("note:") && value && !form.elements[name]);
    const notes = form.elements.notes;
    notes.value = [notes.value, ...gone.map(([, value]) => value)].filter(Boolean).join("\n\n");
    keepDraft();
    say("conflict", gettext("Not saved: the lens has a newer version since you wrote this. Look through the question, then"));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = gettext("save it");
    button.addEventListener("click", saveNow);
    document.getElementById("save-state")?.append(" ", button);
  };

  const resume = () => {
    const draft = read(key);
    if (!draft) return;
    if (same(draft.fields, saved)) {
      forget(key);
      return;
    }
    fill(draft);
    if (draft.lens && draft.lens !== lens()) {
      askAgain(draft);
      return;
    }
    say("failed", gettext("Not saved before: sending what this browser kept"));
    saveNow();
  };

  // --- answers that were left before they were saved -----------------------------------

  const send = async (draft) => {
    const body = new URLSearchParams(draft.fields);
    body.set("version", draft.version);
    if (draft.lens) body.set("lens", draft.lens);
    const token = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
    const response = await fetch(draft.url, {
      method: "POST",
      body,
      keepalive: true,
      redirect: "manual",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
    });
    return response.status;
  };

  const sendLeft = async (name) => {
    const draft = read(name);
    if (!draft) return;
    const status = await send(draft).catch(() => 0);
    if (status === 200 || status === 404) forget(name);
    if (status === 409 || status === 422) {
      toast("warning", interpolate(gettext("“%(title)s” is not saved yet. Open that question: your text is kept there."), { title: draft.title }, true));
    }
  };

  const sendAllLeft = () => {
    try {
      Object.keys(localStorage)
        .filter((name) => name.startsWith(`${PREFIX}${person}.`) && name !== key)
        .forEach(sendLeft);
    } catch {
      // Nothing is kept, nothing is left.
    }
  };

  const leave = () => {
    if (!dirty()) return;
    keepDraft();
    send(read(key) ?? { fields: fields(), version: version(), lens: lens(), url: form.action }).catch(() => 0);
  };

  // --- a conflict that was settled -------------------------------------------------------

  const dropSettled = () => {
    const address = new URL(location.href);
    if (!address.searchParams.has("resolved")) return;
    forget(key);
    address.searchParams.delete("resolved");
    history.replaceState(history.state, "", address);
  };

  const start = () => {
    if (!form || form.querySelector("fieldset:disabled")) return;
    dropSettled();
    saved = fields();
    form.addEventListener("input", keepDraft);
    form.addEventListener("change", keepDraft);
    form.addEventListener("input", weigh);
    form.addEventListener("change", weigh);
    form.addEventListener("answer:theirs", arrived);
    notice?.querySelector("[data-theirs-see]").addEventListener("click", see);
    form.addEventListener("htmx:beforeRequest", before);
    form.addEventListener("htmx:beforeOnLoad", arriving);
    form.addEventListener("htmx:afterRequest", after);
    for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
      form.addEventListener(name, quiet);
    }
    window.addEventListener("online", () => dirty() && saveNow());
    window.addEventListener("pagehide", leave);
    // A page taken from the browser's memory may show an answer that was saved on the way out.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    resume();
    sendAllLeft();
  };

  // htmx takes up the page when it is ready; what this script triggers must come after that.
  document.addEventListener("htmx:load", start, { once: true });
})();
