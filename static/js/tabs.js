// On a narrow screen the row of tabs, or of sections in the top bar, opens where one is, not at its start.
(() => {
  for (const current of document.querySelectorAll(".tabs [aria-current], .mainnav [aria-current]")) {
    const row = current.parentElement;
    const room = row.clientWidth - current.offsetWidth;
    const before = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += before - room / 2;
  }
})();
