// What belongs together on a question page: "None of these" and the practices exclude each other,
// and a practice that does not apply is not in place. Listens before the form saves by itself.
(() => {
  const form = () => document.getElementById("answer-form");

  const ticks = (selector) => [...form().querySelectorAll(selector)];

  const untick = (boxes) => {
    for (const box of boxes) box.checked = false;
  };

  const settle = (box) => {
    if (!box.checked) return;
    if (box.dataset.none !== undefined) untick(ticks("[data-practice]"));
    if (box.dataset.practice) {
      untick(ticks("input[data-none]"));
      untick(ticks(`[data-excuses="${box.dataset.practice}"]`));
    }
    if (box.dataset.excuses) untick(ticks(`[data-practice="${box.dataset.excuses}"]`));
  };

  for (const type of ["input", "change"]) {
    document.addEventListener(
      type,
      (event) => {
        if (event.target.form && event.target.form === form() && event.target.type === "checkbox") settle(event.target);
      },
      true,
    );
  }
})();
