// What others change in a review, on its pages: how it stands (data-part="name" is replaced by the
// part of that name), the same question's answer (handed to autosave.js), and one summary every few
// seconds for those who hear the page instead of seeing it.
(() => {
  const root = document.querySelector("#live[data-live-lens]");
  if (!root) return;

  const GIVEN_MS = 1500;
  const SPREAD_MS = 1000;
  const SUMMARY_MS = 5000;
  const FRESH_MS = 2500;

  const { liveLens: lens, liveQuestion: question } = root.dataset;

  // --- how the review stands --------------------------------------------------------------

  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  const place = (name, html) => {
    for (const spot of document.querySelectorAll(`[data-part="${CSS.escape(name)}"]`)) {
      const content = parsed(html);
      const holder = document.createElement("div");
      holder.append(content.cloneNode(true));
      if (holder.innerHTML !== spot.innerHTML.trim()) spot.replaceChildren(content);
    }
  };

  const placeAll = (parts) => Object.entries(parts).forEach(([name, html]) => place(name, html));

  let timer = 0;

  const ask = async () => {
    const response = await fetch(root.dataset.liveParts, { redirect: "manual" }).catch(() => null);
    if (response?.ok) placeAll((await response.json()).parts);
  };

  // The server gives what moved to those who listen; who only asks, asks for that too.
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, GIVEN_MS + Math.random() * SPREAD_MS);
  };

  document.body.addEventListener("live:standing", ({ detail }) => {
    if (detail.lens !== lens) return;
    clearTimeout(timer);
    placeAll(detail.parts);
  });

  // --- the answer of the question that is open ----------------------------------------------

  const values = (holder) => [...new FormData(holder.querySelector("form"))];

  const handOver = (holder) => {
    const form = document.getElementById("answer-form");
    const detail = {
      fields: values(holder),
      version: holder.dataset.version,
      lens: holder.dataset.lens,
      text: holder.querySelector("[data-changed]").textContent.trim(),
      saved: holder.querySelector("[data-saved]"),
    };
    form?.dispatchEvent(new CustomEvent("answer:theirs", { detail }));
  };

  document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
    if (detail.target?.id === "answer-now" || detail.elt?.id === "answer-now") {
      handOver(document.getElementById("answer-now"));
    }
  });

  // What moved is seen for a moment, where it moved.
  let before = null;

  const FIELDS = "#answer-form :is(input[type=checkbox], textarea, select)";

  const stateOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

  const holderOf = (field) => field.closest(".practice, .question__whole .field, .question__whole .excuse");

  document.addEventListener("answer:taking", () => {
    before = [...document.querySelectorAll(FIELDS)].map((field) => [field, stateOf(field)]);
  });

  document.addEventListener("answer:taken", () => {
    for (const [field, value] of before ?? []) {
      const holder = stateOf(field) !== value && holderOf(field);
      if (!holder) continue;
      holder.classList.add("is-fresh");
      setTimeout(() => holder.classList.remove("is-fresh"), FRESH_MS);
    }
    before = null;
  });

  // --- one summary for screen readers ---------------------------------------------------------

  const region = document.getElementById("live-said");
  let changed = new Set();
  let summary = 0;

  const sayAll = () => {
    const text = changed.size === 1 ? region.dataset.one : region.dataset.more;
    region.textContent = text.replace("{n}", changed.size);
    changed = new Set();
    summary = 0;
  };

  for (const topic of ["live:assignment", "live:state"]) {
    document.body.addEventListener(topic, ({ detail }) => {
      if (!detail.lens || detail.lens === lens) askSoon();
    });
  }

  document.body.addEventListener("live:answer", ({ detail }) => {
    if (detail.lens && detail.lens !== lens) return;
    askSoon();
    if (detail.own || !detail.question || !detail.version || detail.question === question) return;
    changed.add(detail.question);
    summary ||= setTimeout(sayAll, SUMMARY_MS);
  });
})();
