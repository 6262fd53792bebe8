// Discussions: threads on a choice open in place (<a data-talk-open href="plain page">), Ctrl+Enter
// sends, marks that count threads follow, and what others say appears without touching any form.
(() => {
  const room = document.getElementById("talk-room");
  if (!room) return;

  const say = () => {
    const region = document.getElementById("live-said");
    if (region) region.textContent = room.dataset.talkNew;
  };

  // --- in place -------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-talk-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Not from the link itself: it stands in a form that saves by itself.
    htmx.ajax("GET", link.href, { source: room, event, target: room, swap: "innerHTML" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.form;
    if (!form?.dataset.draft) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // What opened the dialog has the focus again once the dialog is gone.
  let opener = "";

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "talk-edit" && event.detail.elt.matches("a")) opener = event.detail.elt.id;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "talk-edit" || event.detail.target.querySelector("dialog")) return;
    const comment = opener.replace(/^(edit|remove)-/, "comment-");
    setTimeout(() => (document.getElementById(opener) ?? document.getElementById(comment))?.focus());
  });

  // --- marks ----------------------------------------------------------------------------

  const show = (name, count) => {
    for (const mark of document.querySelectorAll(`[data-talk-count="${CSS.escape(name)}"]`)) {
      mark.hidden = !count;
      mark.querySelector("[data-talk-number]").textContent = count;
    }
  };

  document.addEventListener("talked", (event) => {
    for (const [name, count] of Object.entries(event.detail.counts)) show(name, count);
  });

  // --- what others say --------------------------------------------------------------------

  const address = (thread) => `${room.dataset.talkThreads}${thread}/`;

  const renew = (thread, said) => htmx.ajax("GET", address(thread), { source: said, target: said, swap: "outerHTML" });

  // The place is taken at once, so that a thread told of twice comes once.
  const add = (thread, list) => {
    const place = document.createElement("article");
    place.id = `thread-${thread}`;
    list.append(place);
    return htmx.ajax("GET", `${address(thread)}?whole`, { source: place, target: place, swap: "outerHTML" });
  };

  const count = (thread) => htmx.ajax("GET", address(thread), { source: room, target: room, swap: "none" });

  const follow = ({ thread, subject }) => {
    const said = document.getElementById(`thread-${thread}-said`);
    const list = document.getElementById(`talk-${subject}`);
    if (said) return renew(thread, said);
    if (document.getElementById(`thread-${thread}`)) return null;
    return list ? add(thread, list) : count(thread);
  };

  const lookAnew = async (box) => {
    const response = await fetch(`${box.dataset.talkUrl}${box.dataset.talkUrl.includes("?") ? "&" : "?"}threads`);
    if (!response.ok) return;
    for (const thread of (await response.json()).threads) follow({ thread, subject: box.dataset.talk });
  };

  const lookAtAll = () => {
    const boxes = document.querySelectorAll("[data-talk]");
    if (boxes.length) boxes.forEach(lookAnew);
    else document.querySelectorAll("[data-talk-thread]").forEach((each) => follow({ thread: each.dataset.talkThread }));
  };

  document.addEventListener("live:comment", (event) => {
    if (event.detail.own) return;
    if (event.detail.resync) {
      lookAtAll();
      return;
    }
    follow(event.detail);
    const near = document.getElementById(`thread-${event.detail.thread}`);
    if (near || document.getElementById(`talk-${event.detail.subject}`)) say();
  });
})();
