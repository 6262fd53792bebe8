// Runs in the head before the page is drawn, so the chosen theme never flashes.
(() => {
  const root = document.documentElement;
  const key = "theme";

  const stored = () => {
    try {
      return localStorage.getItem(key) || "system";
    } catch {
      return "system";
    }
  };

  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const remember = (theme) => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // A browser that keeps nothing still shows the theme on this page.
    }
  };

  root.classList.add("js");
  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    for (const input of document.querySelectorAll("[data-theme-switch] input")) {
      input.checked = input.value === stored();
    }
  });

  document.addEventListener("change", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    remember(event.target.value);
    apply(event.target.value);
  });

  window.addEventListener("storage", (event) => {
    if (event.key === key) apply(stored());
  });
})();
