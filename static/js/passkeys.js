// <form data-passkey="login|get|create" data-passkey-options="id of the options as JSON"> with an
// <input name="credential">, a <button data-passkey-go> and an element [data-passkey-state] whose
// data-failed and data-missing are the words for what goes wrong. "login" fetches its options.
(() => {
  const options = async (form) => {
    if (form.dataset.passkey !== "login") {
      return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    }
    // allauth answers with JSON to what says that it is a script's request.
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(form.action, { headers });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
    return answer.json();
  };

  const creation = (asked, alone) => {
    const wanted = structuredClone(asked);
    const selection = wanted.publicKey.authenticatorSelection;
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    return wanted;
  };

  const credential = async (form) => {
    const asked = await options(form);
    if (form.dataset.passkey !== "create") return webauthnJSON.get(asked.request_options);
    return webauthnJSON.create(
      creation(asked.creation_options, form.elements.passwordless.checked),
    );
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey-go]");
    if (!button) return;
    const form = button.form;
    const state = form.querySelector("[data-passkey-state]");
    state.textContent = window.PublicKeyCredential ? "" : state.dataset.missing;
    if (state.textContent) return;
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await credential(form));
      form.submit();
    } catch {
      // Cancelled, timed out, or no passkey here: browsers do not say which.
      state.textContent = state.dataset.failed;
      button.disabled = false;
    }
  });

  // Enter in the name's field sends no form without a credential.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.passkey && !event.target.elements.credential.value) {
      event.preventDefault();
      event.target.querySelector("[data-passkey-go]").click();
    }
  });
})();
