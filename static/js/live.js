// What others do on a workload, on every page of it: <… data-live-url="…/live/" data-live-since="id">.
// Each event becomes a DOM event `live:<topic>` on body whose detail is what was told; htmx:
//   <div hx-get="…" hx-trigger="live:comment from:body" data-live-question="id">
// asks only for events whose `question` is that one (any data-live-… works so), or that name none.
// `detail.own` says that this tab did it; with data-live-others an element is not asked then.
// `live:resync` and every topic with `detail.resync`: something was missed, look at all anew.
//
// Tabs of one workload share one stream: browsers allow six connections to a host. The tab that
// holds a lock listens and passes on; the next one takes over when it goes. A tab that is hidden
// for a while lets go and catches up when it is seen again. Where no stream can be had, it asks.
(() => {
  const root = document.querySelector("[data-live-url]");
  if (!root || !window.EventSource) return;

  const URL_OF = root.dataset.liveUrl;
  const TOPICS = ["answer", "comment", "assignment", "state", "meeting", "scan", "job", "milestone", "notice"];
  const HIDDEN_MS = 60_000;
  const POLL_MS = 10_000;
  const STREAM_AGAIN_MS = 60_000;
  const BEAT_MS = 25_000;
  const OFFLINE_AFTER_MS = 2500;
  const FAILURES = 3;
  const LEAVING_MS = 1000;

  // --- which tab this is ----------------------------------------------------------------

  // Taken while the page lives, so that a duplicated tab, which copies the storage, has another.
  const claim = () => {
    const kept = sessionStorage.getItem("live-tab");
    sessionStorage.removeItem("live-tab");
    return kept || Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
  };

  const tab = claim();
  const place = { lens: root.dataset.liveLens ?? "", question: root.dataset.liveQuestion ?? "" };

  const address = (path, more = {}) => `${URL_OF}${path}?${new URLSearchParams({ tab, ...place, ...more })}`;

  const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";

  // Says something of this tab to others; nothing depends on whether it arrives.
  const post = (said) =>
    fetch(`${URL_OF}here/`, {
      method: "POST",
      keepalive: true,
      redirect: "manual",
      headers: { "X-CSRFToken": token() },
      body: new URLSearchParams({ tab, ...place, ...said }),
    }).catch(() => null);

  // --- what is told ---------------------------------------------------------------------

  let last = root.dataset.liveSince;

  const parts = (id) => id.split("-").map(Number);

  const newer = (id) => {
    const [[a, b], [c, d]] = [parts(id), parts(last)];
    return a > c || (a === c && b > d);
  };

  const dispatch = (topic, detail) =>
    document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail, bubbles: true }));

  const resync = () => {
    dispatch("resync", { resync: true });
    for (const topic of TOPICS) dispatch(topic, { topic, resync: true });
  };

  // Everybody missed the same thing in the same moment: not all ask at once.
  const resyncSoon = () => setTimeout(resync, Math.random() * 1500);

  const pass = (told) => {
    const send = () => dispatch(told.topic, { ...told, own: Boolean(told.tab) && told.tab === tab });
    // What concerns every question has everybody ask: not all in the same moment.
    if (told.topic === "answer" && !told.question) setTimeout(send, Math.random() * 1500);
    else send();
  };

  const deliver = (id, told) => {
    if (id) {
      if (!newer(id)) return;
      last = id;
    }
    if (told.topic === "goodbye") end();
    else if (told.topic === "poll") askInstead();
    else if (told.topic === "resync") resyncSoon();
    else pass(told);
  };

  const FILTER = /^live(?!Url|Others)[A-Z]/;

  const concerns = (element, detail) => {
    if (detail.own && element.dataset.liveOthers !== undefined) return false;
    return Object.keys(element.dataset)
      .filter((name) => FILTER.test(name))
      .every((name) => {
        const said = detail[name.slice(4).toLowerCase()];
        return said === undefined || said === null || String(said) === element.dataset[name];
      });
  };

  document.addEventListener("htmx:confirm", (event) => {
    const { triggeringEvent, elt } = event.detail;
    if (triggeringEvent?.type.startsWith("live:") && !concerns(elt, triggeringEvent.detail)) event.preventDefault();
  });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Live-Tab"] = tab;
  });

  // --- how it stands --------------------------------------------------------------------

  let offlineTimer = 0;

  const state = (name) => {
    clearTimeout(offlineTimer);
    const show = () => {
      root.dataset.liveState = name;
      for (const line of root.querySelectorAll("[data-live-when]")) line.hidden = line.dataset.liveWhen !== name;
    };
    // A moment without a connection is nothing to tell of.
    if (name === "offline") offlineTimer = setTimeout(show, OFFLINE_AFTER_MS);
    else show();
  };

  // --- listening ------------------------------------------------------------------------

  const channel = window.BroadcastChannel ? new BroadcastChannel(`live:${URL_OF}`) : null;

  let source = null;
  let failures = 0;
  let streamTimer = 0;
  let ended = false;

  const opened = () => {
    failures = 0;
    clearTimeout(streamTimer);
    stopAsking();
    state("live");
  };

  const heard = (event) => {
    const message = { id: event.lastEventId, told: JSON.parse(event.data) };
    // The browser repeats the last id with events that have none of their own.
    if (message.id && !newer(message.id)) message.id = "";
    channel?.postMessage(message);
    deliver(message.id, message.told);
  };

  // A browser that leaves a page ends its stream first: whoever asked at once would say, in the
  // moment of going, that they are there.
  const lost = () => {
    state("offline");
    failures += 1;
    if (source?.readyState !== EventSource.CLOSED && failures < FAILURES) return;
    clearTimeout(streamTimer);
    streamTimer = setTimeout(askInstead, LEAVING_MS);
  };

  const listen = () => {
    source?.close();
    source = new EventSource(address("", { after: last }));
    source.addEventListener("open", opened);
    source.addEventListener("message", heard);
    source.addEventListener("error", lost);
  };

  const hush = () => {
    clearTimeout(streamTimer);
    source?.close();
    source = null;
  };

  // --- asking instead -------------------------------------------------------------------

  let pollTimer = 0;
  let asking = false;

  const answer = async () => {
    const response = await fetch(address("poll/", { after: last }), { redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 403 || response.status === 404) {
      end();
      return;
    }
    if (!response.ok) throw new Error(response.status);
    const found = await response.json();
    for (const { id, ...told } of found.events) deliver(id, told);
    if (found.resync) resyncSoon();
    if (newer(found.last)) last = found.last;
    if (!found.resync) dispatch("here", { topic: "here", people: found.people });
  };

  const ask = async () => {
    clearTimeout(pollTimer);
    try {
      await answer();
      if (asking) state("asking");
    } catch {
      if (asking) state("offline");
    }
    if (asking && !ended) pollTimer = setTimeout(ask, POLL_MS);
  };

  const stopAsking = () => {
    asking = false;
    clearTimeout(pollTimer);
  };

  const askInstead = () => {
    hush();
    streamTimer = setTimeout(() => leading && listen(), STREAM_AGAIN_MS);
    if (asking) return;
    asking = true;
    ask();
  };

  // --- one stream for all tabs ------------------------------------------------------------

  let leading = false;
  let running = false;
  let letGo = null;
  let beatTimer = 0;

  channel?.addEventListener("message", ({ data }) => {
    if (running && !leading) deliver(data.id, data.told);
  });

  const lead = () => {
    if (!running) return null;
    leading = true;
    listen();
    return new Promise((resolve) => {
      letGo = resolve;
    });
  };

  const beat = () => {
    if (!leading) post({});
  };

  const join = () => {
    const queued = new AbortController();
    navigator.locks.request(`live:${URL_OF}`, { signal: queued.signal }, lead).catch(() => null);
    letGo = () => queued.abort();
    // Another tab listens for this one; what happened before it heard of it is asked for once.
    setTimeout(() => {
      if (running && !leading) ask();
    }, 300);
  };

  const start = () => {
    if (running || ended) return;
    running = true;
    beatTimer = setInterval(beat, BEAT_MS);
    if (navigator.locks && channel) join();
    else lead();
  };

  const stop = () => {
    running = false;
    if (!leading) post({ gone: 1 });
    leading = false;
    clearInterval(beatTimer);
    hush();
    stopAsking();
    letGo?.();
    letGo = null;
  };

  const end = () => {
    ended = true;
    if (running) stop();
    state("ended");
    dispatch("ended", {});
  };

  let hiddenTimer = 0;

  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) hiddenTimer = setTimeout(stop, HIDDEN_MS);
    else start();
  });

  window.addEventListener("online", () => {
    if (running && leading) listen();
  });

  window.addEventListener("pagehide", () => {
    sessionStorage.setItem("live-tab", tab);
    if (running) stop();
  });

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sessionStorage.removeItem("live-tab");
    start();
  });

  // Other scripts of live pages say through this what the person is doing.
  document.addEventListener("live-say", (event) => {
    if (running) post(event.detail);
  });

  if (!document.hidden) start();
})();
