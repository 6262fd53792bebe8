// <textarea data-mentions>: "@" and letters open a list of people; up and down choose, Enter or Tab
// takes, Escape closes. Where it asks and what it says stands on the element with data-talk-people.
// The focus stays in the text; aria-activedescendant names the person that is chosen.
(() => {
  const TYPED = /(^|[\s(])@\[?([^\s@[\]]{0,30}(?: [^\s@[\]]{1,30})?)$/;
  const WAIT_MS = 120;

  const room = () => document.querySelector("[data-talk-people]");

  let area = null;
  let list = null;
  let people = [];
  let at = 0;
  let timer = 0;
  let asked = 0;

  const typed = (field) => {
    const before = field.value.slice(0, field.selectionStart);
    return field.selectionStart === field.selectionEnd ? before.match(TYPED) : null;
  };

  const say = (text) => {
    const region = document.getElementById("live-said");
    if (region) region.textContent = text;
  };

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list?.remove();
    area?.removeAttribute("aria-activedescendant");
    area?.removeAttribute("aria-controls");
    list = null;
  };

  const option = (person, index) => {
    const item = document.createElement("li");
    item.id = `mention-${index}`;
    item.className = "mentions__person";
    item.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = person.name;
    const more = document.createElement("span");
    more.className = "small muted";
    more.textContent = person.more;
    item.append(name, " ", more);
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(index);
    });
    return item;
  };

  const mark = (index) => {
    at = (index + people.length) % people.length;
    [...list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === at)));
    list.children[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", `mention-${at}`);
  };

  const open = (field) => {
    close();
    if (!people.length) {
      say(room().dataset.talkNobody);
      return;
    }
    area = field;
    list = document.createElement("ul");
    list.id = "mentions";
    list.className = "mentions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "@");
    list.append(...people.map(option));
    field.after(list);
    field.setAttribute("aria-controls", "mentions");
    mark(0);
    say(`${people.length} ${room().dataset.talkFound}`);
  };

  const take = (index) => {
    const field = area;
    const found = typed(field);
    const end = field.selectionStart;
    const start = end - found[0].length + found[1].length;
    close();
    field.setRangeText(`${people[index].insert} `, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const ask = async (field, wanted) => {
    asked += 1;
    const mine = asked;
    const address = `${room().dataset.talkPeople}?${new URLSearchParams({ q: wanted })}`;
    const response = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (!response?.ok || mine !== asked) return;
    people = (await response.json()).people;
    if (mine === asked && document.activeElement === field) open(field);
  };

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches?.("textarea[data-mentions]") || !room()) return;
    clearTimeout(timer);
    const found = typed(field);
    if (found) timer = setTimeout(ask, WAIT_MS, field, found[2]);
    else close();
  });

  const KEYS = {
    ArrowDown: () => mark(at + 1),
    ArrowUp: () => mark(at - 1),
    Enter: () => take(at),
    Tab: () => take(at),
    Escape: close,
  };

  // Before the keys of the page and of a dialog around the text.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!list || event.target !== area || event.isComposing || !KEYS[event.key]) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      KEYS[event.key]();
    },
    true,
  );

  document.addEventListener("focusout", (event) => {
    if (event.target === area) close();
  });
})();
