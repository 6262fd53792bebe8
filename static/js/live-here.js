// Who is here: a stack of initials in the page's head that opens a list of names, small marks beside
// the questions they are at (data-here="question"), and who is changing the answer of this one.
// The page's own person is not shown to themselves, in whatever tab.
(() => {
  const root = document.querySelector("[data-live-url]");
  const box = document.getElementById("here");
  if (!root || !box) return;

  const CHANGING_MS = 8000;
  const SAY_MS = 3000;
  const IDLE_MS = 20_000;
  const SHOWN = 4;
  const COLOURS = 6;

  const me = Number(root.dataset.liveUser);
  const { liveLens: lens = "", liveQuestion: question = "" } = root.dataset;

  // By person and tab: somebody may look at two questions.
  let tabs = new Map();
  const changing = new Map();

  const key = (each) => `${each.user}.${each.tab}`;

  const people = () => {
    const found = new Map();
    for (const each of tabs.values()) {
      const known = found.get(each.user);
      if (!known || (!known.question && each.question)) found.set(each.user, each);
    }
    return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
  };

  // --- drawing ----------------------------------------------------------------------------

  const avatar = ({ user, name, initials }) => {
    const mark = document.createElement("span");
    mark.className = `avatar avatar--${user % COLOURS}`;
    mark.textContent = initials;
    mark.title = name;
    mark.setAttribute("aria-hidden", "true");
    return mark;
  };

  const linkOf = (each) =>
    each.lens === lens && each.question
      ? document.querySelector(`[data-here="${CSS.escape(each.question)}"]`)?.closest("a, li")
      : null;

  const row = (each) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = each.name;
    line.append(avatar(each), name);
    const target = linkOf(each)?.closest("li")?.querySelector("a");
    const where = document.createElement("span");
    where.className = "small muted";
    if (each.lens === lens && each.question && each.question === question) {
      where.textContent = box.dataset.same;
      line.append(where);
    } else if (target) {
      const link = document.createElement("a");
      link.href = target.href;
      link.className = "small";
      link.textContent = box.dataset.go;
      link.title = target.textContent.trim();
      line.append(link);
    } else if (each.question) {
      where.textContent = box.dataset.elsewhere;
      line.append(where);
    }
    return line;
  };

  const drawHead = (found) => {
    const button = box.querySelector("button");
    const more = found.length > SHOWN ? [document.createTextNode(` +${found.length - SHOWN}`)] : [];
    box.querySelector("[data-here-stack]").replaceChildren(...found.slice(0, SHOWN).map(avatar), ...more);
    const text = found.length === 1 ? box.dataset.one : box.dataset.more;
    box.querySelector("[data-here-count]").textContent = text.replace("{n}", found.length);
    box.querySelector("ul").replaceChildren(...found.map(row));
    button.title = found.map((each) => each.name).join(", ");
    box.hidden = found.length === 0;
  };

  const spoken = (found) => {
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = `, ${box.dataset.at.replace("{names}", found.map((each) => each.name).join(", "))}`;
    return words;
  };

  const drawMarks = () => {
    const at = new Map();
    for (const each of tabs.values()) {
      if (each.lens !== lens || !each.question) continue;
      const there = at.get(each.question) ?? new Map();
      at.set(each.question, there.set(each.user, each));
    }
    for (const spot of document.querySelectorAll("[data-here]")) {
      const found = [...(at.get(spot.dataset.here)?.values() ?? [])];
      const now = found.map((each) => each.user).join(" ");
      if (spot.dataset.hereNow === now) continue;
      spot.dataset.hereNow = now;
      spot.replaceChildren(...found.slice(0, 3).map(avatar), ...(found.length ? [spoken(found)] : []));
    }
  };

  const drawChanging = () => {
    const line = document.getElementById("changing");
    if (!line) return;
    const found = [...changing.values()];
    const text = found.length > 1 ? line.dataset.more : line.dataset.one;
    const words = found.length ? text.replace("{name}", found[0].name) : "";
    const slot = line.querySelector("[data-changing-text]");
    if (slot.textContent !== words) slot.textContent = words;
    line.hidden = found.length === 0;
  };

  const draw = () => {
    drawHead(people());
    drawMarks();
    drawChanging();
  };

  // The navigator's items are replaced after a save.
  document.addEventListener("htmx:oobAfterSwap", () => drawMarks());

  // --- hearing ----------------------------------------------------------------------------

  const stop = (user) => {
    clearTimeout(changing.get(user)?.timer);
    changing.delete(user);
  };

  const note = (each) => {
    if (each.changing === undefined) return;
    stop(each.user);
    if (!each.changing || each.lens !== lens || each.question !== question || !question) return;
    const timer = setTimeout(() => {
      stop(each.user);
      drawChanging();
    }, CHANGING_MS);
    changing.set(each.user, { ...each, timer });
  };

  document.body.addEventListener("live:here", ({ detail }) => {
    tabs = new Map(detail.people.filter((each) => each.user !== me).map((each) => [key(each), each]));
    draw();
  });

  document.body.addEventListener("live:presence", ({ detail }) => {
    for (const each of detail.people) {
      if (each.user === me) continue;
      if (each.gone) tabs.delete(key(each));
      else tabs.set(key(each), each);
      if (each.gone) stop(each.user);
      else note(each);
    }
    draw();
  });

  document.body.addEventListener("live:ended", () => {
    tabs = new Map();
    draw();
  });

  // --- saying -----------------------------------------------------------------------------

  const form = document.querySelector("#answer-form[data-autosave]");
  if (!form) return;

  let touched = 0;
  let said = 0;
  let timer = 0;

  const say = (value) => document.dispatchEvent(new CustomEvent("live-say", { detail: { changing: value } }));

  const inField = () => form.contains(document.activeElement) && document.activeElement.matches("textarea, select");

  const atWork = () => Date.now() - touched < (inField() ? IDLE_MS : SAY_MS);

  const keepSaying = () => {
    clearTimeout(timer);
    if (!atWork()) {
      if (said) say(0);
      said = 0;
      return;
    }
    if (Date.now() - said >= SAY_MS) {
      said = Date.now();
      say(1);
    }
    timer = setTimeout(keepSaying, SAY_MS);
  };

  const touch = () => {
    touched = Date.now();
    if (Date.now() - said >= SAY_MS) keepSaying();
  };

  form.addEventListener("input", touch);
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, select")) touch();
  });
  form.addEventListener("focusout", () => {
    clearTimeout(timer);
    timer = setTimeout(keepSaying, 300);
  });
})();
