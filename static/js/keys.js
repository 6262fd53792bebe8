// Elements say which keys press them: <a data-keys="j ArrowRight">. A checkbox is ticked, a field
// or panel gets the focus, everything else is clicked. One switch turns the keys off, since single
// letters can be in the way of speech input. A box with data-keys-walk="d u" is walked through by
// these two keys, down and up, from one of its ticks to the next.
(() => {
  const OFF = "keys-off";
  const GO_WITHIN_MS = 1500;

  // Until when the key after g counts as one that goes somewhere.
  let goingUntil = 0;

  const off = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };

  const remember = (on) => {
    try {
      if (on) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // A browser that keeps nothing has the keys on.
    }
  };

  const writing = (element) =>
    element.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");

  // Where a field does not fit on the screen, a link with the same key stands for it.
  const usable = (element) =>
    !element.matches(":disabled") && !(element.matches("[type=search]") && !element.checkVisibility());

  const wanted = (key) =>
    [...document.querySelectorAll("[data-keys]")].find(
      (element) => element.dataset.keys.split(" ").includes(key) && usable(element),
    );

  const press = (element) => {
    if (element.matches("textarea, aside, [type=search]")) element.focus();
    else element.click();
    if (element.matches("aside, [type=checkbox]")) element.scrollIntoView({ block: "nearest" });
  };

  // Of a box that has the key, the tick that follows the one with the focus.
  const walked = (key) => {
    for (const box of document.querySelectorAll("[data-keys-walk]")) {
      const step = { 0: 1, 1: -1 }[box.dataset.keysWalk.split(" ").indexOf(key)];
      const ticks = [...box.querySelectorAll("[name=selected]:not(:disabled)")];
      const row = document.activeElement.closest(".practice");
      const here = ticks.findIndex((tick) => row?.contains(tick));
      if (step) return here < 0 ? ticks.at(step > 0 ? 0 : -1) : ticks[here + step];
    }
    return null;
  };

  const go = (tick) => {
    tick.focus({ preventScroll: true });
    tick.closest(".practice").scrollIntoView({ block: "nearest" });
  };

  // Whether a key belongs to a sequence: g itself, or the one that says where to.
  const went = (event) => {
    const going = Date.now() < goingUntil;
    goingUntil = 0;
    const link = going && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) link.click();
    else if (event.key === "g" && !wanted("g")) goingUntil = Date.now() + GO_WITHIN_MS;
    return Boolean(link) || goingUntil > 0;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && writing(event.target)) event.target.blur();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if (writing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key.startsWith("Arrow") && event.target !== document.body) return;
    if (event.key !== "Shift" && went(event)) return event.preventDefault();
    const element = wanted(event.key);
    const tick = element ? null : walked(event.key);
    if (!element && !tick) return;
    event.preventDefault();
    if (element) press(element);
    else go(tick);
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-keys-switch]")) {
      box.checked = !off();
      box.addEventListener("change", () => remember(box.checked));
    }
  });
})();
