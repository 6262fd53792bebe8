// Texts of scripts go through gettext, ngettext and interpolate. In other languages than English a
// catalogue of the server stands before this file and brings them; where it did not come, or in
// English, texts stay as they are written.
(() => {
  window.gettext ??= (text) => text;
  window.ngettext ??= (one, more, number) => (number === 1 ? one : more);
  window.interpolate ??= (text, values, named) =>
    named ? text.replace(/%\((\w+)\)s/g, (_, key) => values[key]) : values.reduce((said, value) => said.replace("%s", () => value), text);
})();
