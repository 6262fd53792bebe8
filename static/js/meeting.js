// The page of a meeting: follows the question that is shown (another one is another page, loaded
// in place, so that drafts and saves work as they do everywhere), counts the pillar's time, and
// presses what stands elsewhere on the page. Whoever has something unsaved is told and not moved.
(() => {
  const root = document.getElementById("meeting");
  if (!root) return;

  const { meeting, question, url, minutes } = root.dataset;
  const following = root.dataset.following !== undefined;
  const notice = document.getElementById("meeting-moved");

  // --- following ----------------------------------------------------------------------------

  const WRITTEN = "textarea, input[type=text], input[type=search], input[type=url], input[type=date]";
  // Somebody may have begun before this script came.
  let written = document.activeElement?.matches?.(WRITTEN) ? document.activeElement : null;

  document.addEventListener("input", (event) => {
    if (event.target.matches?.(WRITTEN)) written = event.target;
  });

  const form = document.getElementById("answer-form");
  const fields = () => (form ? JSON.stringify([...new FormData(form)].filter(([name]) => name !== "version")) : "");
  let saved = fields();

  form?.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.status === 200) saved = fields();
  });
  document.addEventListener("answer:taken", () => {
    saved = fields();
  });

  // Text in fields outside of the answer: comments, a note to a state, what is about to be parked.
  const drafting = () =>
    [...document.querySelectorAll(WRITTEN)].some(
      (field) => field.form !== form && field.type !== "date" && field.value.trim() && field.value !== field.defaultValue,
    );

  // Somebody in the middle of a sentence is not moved either, saved or not.
  const writing = () => written !== null && written === document.activeElement;

  const busy = () => fields() !== saved || drafting() || writing();

  const tell = (text, link, address) => {
    const line = notice.querySelector("[data-moved-text]");
    const way = notice.querySelector("a");
    if (line.textContent !== text) line.textContent = text;
    way.textContent = link;
    way.href = address;
    notice.hidden = false;
  };

  const moved = () => {
    if (busy()) tell(notice.dataset.moved, notice.querySelector("a").dataset.there, url);
    else location.replace(url);
  };

  const ended = () => {
    if (following && !busy()) location.replace(minutes);
    else tell(notice.dataset.ended, notice.querySelector("a").dataset.read, minutes);
  };

  const see = (shown, running) => {
    if (!running) ended();
    else if (!following) return;
    else if (shown !== question) moved();
    else notice.hidden = true;
  };

  // An event may be told once more to a page that was loaded just after it, so it says only that
  // something happened; an end is an end.
  document.body.addEventListener("live:meeting", ({ detail }) => {
    if (detail.meeting === meeting && detail.kind === "ended") ended();
  });

  // Where the meeting is stands in the part that is asked for then.
  document.addEventListener("htmx:oobAfterSwap", () => {
    const now = document.getElementById("meeting-now");
    see(now.dataset.shown, now.dataset.running === "yes");
    wind();
  });

  // --- time ---------------------------------------------------------------------------------

  let timer = null;
  let since = 0;

  const clock = (seconds) => {
    const rest = String(seconds % 60).padStart(2, "0");
    const all = Math.floor(seconds / 60);
    if (all < 60) return `${all}:${rest}`;
    return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}:${rest}`;
  };

  // The server says what was used; from there on this page counts.
  const wind = () => {
    const found = document.querySelector("[data-timer]");
    if (found === timer) return;
    timer = found;
    since = performance.now();
  };

  const tick = () => {
    if (!timer) return;
    const used = Number(timer.dataset.used) + Math.floor((performance.now() - since) / 1000);
    timer.querySelector("[data-timer-used]").textContent = clock(used);
    const over = timer.dataset.planned ? used - Number(timer.dataset.planned) : 0;
    timer.classList.toggle("is-over", over > 0);
    timer.querySelector("[data-timer-over]").textContent = over > 0 ? timer.dataset.over.replace("{time}", clock(over)) : "";
  };

  wind();
  tick();
  setInterval(tick, 1000);

  // --- dialogs and presses --------------------------------------------------------------------

  const AGAIN_MS = 100;
  const AGAIN_TIMES = 20;

  // What comes anew at this moment is pressed when it is there and htmx has taken it up: a button
  // that htmx does not know yet would send its form as a page of its own.
  const COMING = "#team-line:is(.htmx-request, .htmx-added, .htmx-settling, .htmx-swapping), #team-line .htmx-added";

  const pressed = (button, left) => {
    if (left && document.querySelector(COMING)) {
      setTimeout(pressed, AGAIN_MS, button, left - 1);
      return;
    }
    const target = button.dataset.press
      .split(",")
      .map((selector) => document.querySelector(selector.trim()))
      .find(Boolean);
    if (target) target.click();
    else document.dispatchEvent(new CustomEvent("toast", { detail: { level: "info", text: button.dataset.none } }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-press]");
    if (button) pressed(button, AGAIN_TIMES);
  });

  // What comes into a dialog that is open already has the focus, as what opens with one does.
  document.getElementById("assign-body")?.addEventListener("htmx:afterSettle", (event) => {
    event.currentTarget.querySelector("select, input:not([type=hidden])")?.focus();
  });

  // What was sent from a dialog closes it; what was refused stays open with its words, except
  // that an assignment is refused on the line of the question, which says why.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const sent = detail.requestConfig?.verb === "post" && detail.elt.closest?.("dialog");
    if (!sent || sent.closest("#conflict")) return;
    if (detail.successful || sent.id === "assign") sent.close();
  });
})();
