// The command palette: Ctrl+K or ⌘K, or a button with data-palette-open. Elements of the page that
// say data-command="what they do" are offered first and pressed when chosen; the rest comes from
// the server, for what is typed. The focus stays in the field: arrows move the active option.
(() => {
  const dialog = () => document.getElementById("palette");
  const input = () => document.getElementById("palette-input");
  const options = () => [...dialog().querySelectorAll("[role=option]")];
  const active = () => dialog().querySelector('[aria-selected="true"]');

  // Which element each option of this page stands for.
  const commands = new WeakMap();

  const activate = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input().setAttribute("aria-activedescendant", option.id);
    else input().removeAttribute("aria-activedescendant");
  };

  const say = () => {
    const said = document.getElementById("palette-said");
    const count = options().length;
    const words = { 0: said.dataset.nothing, 1: said.dataset.one }[count] ?? said.dataset.many;
    said.textContent = words.replace("#", count);
  };

  const usable = (element) =>
    !element.matches(":disabled") && !element.closest("dialog, [hidden]");

  const fits = (text, typed) => {
    const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    const wanted = typed.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    return wanted.every((each) => words.some((word) => word.startsWith(each)));
  };

  const optionFor = (element, index) => {
    const option = document.getElementById("palette-option").content.firstElementChild.cloneNode(true);
    option.id = `palette-command-${index}`;
    option.querySelector(".palette__text").textContent = element.dataset.command;
    commands.set(option, element);
    return option;
  };

  // Signing out and the like are offered to whoever types so, after what the page itself can do.
  const ofEveryPage = (element) => Boolean(element.closest(".topbar"));

  const offerCommands = () => {
    const group = document.getElementById("palette-commands");
    group.querySelectorAll("[role=option]").forEach((option) => option.remove());
    const found = [...document.querySelectorAll("[data-command]")]
      .filter((element) => usable(element) && fits(element.dataset.command, input().value))
      .filter((element) => !ofEveryPage(element) || input().value)
      .sort((one, other) => ofEveryPage(one) - ofEveryPage(other))
      .map(optionFor);
    group.append(...found);
    group.hidden = !found.length;
    activate(options()[0]);
  };

  const open = () => {
    if (!dialog() || document.querySelector("dialog[open]")) return;
    input().value = "";
    offerCommands();
    dialog().showModal();
    input().focus();
    htmx.trigger(input(), "palette:open");
  };

  const choose = (option, elsewhere) => {
    const command = commands.get(option);
    if (command) {
      dialog().close();
      command.click();
    } else if (elsewhere) {
      window.open(option.dataset.url, "_blank", "noopener");
    } else {
      location.assign(option.dataset.url);
      // What leads to another part of the same page loads nothing.
      dialog().close();
    }
  };

  const move = (key) => {
    const all = options();
    const here = all.indexOf(active());
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[key];
    activate(all.at(to % all.length));
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (!dialog()) return;
      event.preventDefault();
      if (dialog().open) dialog().close();
      else open();
      return;
    }
    if (event.target !== input() || event.isComposing) return;
    if (["ArrowDown", "ArrowUp"].includes(event.key) && options().length) {
      event.preventDefault();
      move(event.key);
    } else if (event.key === "Enter") {
      if (active()) {
        event.preventDefault();
        choose(active(), event.ctrlKey || event.metaKey);
      }
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target === input()) offerCommands();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette-open]")) open();
    const option = event.target.closest("#palette [role=option]");
    if (option) choose(option, event.ctrlKey || event.metaKey);
  });

  // A press on an option leaves the focus in the field.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#palette [role=option]")) event.preventDefault();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "palette-found") return;
    if (!active()) activate(options()[0]);
    say();
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!/Mac|iP(hone|ad)/.test(navigator.platform)) return;
    for (const key of document.querySelectorAll("[data-mod-key]")) key.textContent = `⌘ ${key.dataset.modKey}`;
  });
})();
