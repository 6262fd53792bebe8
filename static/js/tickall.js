// Buttons that tick all boxes of a name in their form, or none: data-tick-all="take".
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-tick-all], [data-tick-none]");
  if (!button) return;
  const name = button.dataset.tickAll ?? button.dataset.tickNone;
  for (const box of button.form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) {
    box.checked = button.dataset.tickAll !== undefined;
  }
});
