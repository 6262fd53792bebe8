// The list of questions opens where one is, not at its top.
(() => {
  const nav = document.getElementById("question-nav");
  const current = nav?.querySelector('[aria-current="page"]');

  const show = () => {
    if (!current) return;
    const above = current.getBoundingClientRect().top - nav.getBoundingClientRect().top;
    nav.scrollTop += above - nav.clientHeight / 3;
  };

  show();
  nav?.addEventListener("toggle", show);
})();
