// <textarea id="x" data-limit="128"> and <span id="x-count">: how much of the limit is used, as one
// types. More than the limit is said, never cut.
(() => {
  const show = (field) => {
    const counter = document.getElementById(`${field.id}-count`);
    if (!counter) return;
    const length = [...field.value].length;
    counter.textContent = interpolate(gettext("%(number)s of %(limit)s"), { number: length, limit: field.dataset.limit }, true);
    counter.classList.toggle("counter--over", length > Number(field.dataset.limit));
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-limit]")) show(event.target);
  });
})();
