// Toasts come with the page (Django messages) or with a fragment, by the header
//   HX-Trigger: {"toasts": [{"level": "success", "text": "Saved"}, …]}
// which the middleware writes from the request's messages.
// Other scripts: document.dispatchEvent(new CustomEvent("toast", {detail: {level, text}})).
(() => {
  const SHOWN_MS = 7000;
  const LEVELS = ["info", "success", "warning", "error"];

  const region = () => document.getElementById("toasts");

  const close = (toast) => toast.remove();

  // What went wrong stays until it is read; good news leaves by itself.
  const expire = (toast) => {
    if (toast.classList.contains("toast--error") || toast.classList.contains("toast--warning")) return;
    let timer = setTimeout(close, SHOWN_MS, toast);
    const hold = () => clearTimeout(timer);
    const resume = () => {
      hold();
      timer = setTimeout(close, SHOWN_MS, toast);
    };
    toast.addEventListener("mouseenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("mouseleave", resume);
    toast.addEventListener("focusout", resume);
  };

  const show = ({ level = "info", text = "" }) => {
    const kind = LEVELS.includes(level) ? level : "info";
    const template = document.getElementById(`toast-${kind}`);
    if (!template || !region() || !text) return;
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.querySelector("[data-toast-text]").textContent = text;
    region().append(toast);
    expire(toast);
  };

  document.addEventListener("toast", (event) => show(event.detail));

  // htmx gives a list as {value: […]}.
  document.addEventListener("toasts", (event) => event.detail.value.forEach(show));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toast-close]");
    if (button) close(button.closest(".toast"));
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("#toasts .toast").forEach(expire);
  });
})();
