// Forms: send once, keep what was typed when a page is lost, show what is wrong.
const secret = "[type=password], [type=hidden], [type=file], [autocomplete=one-time-code]";

export function startForms() {
  document.addEventListener("submit", (event) => guard(event));
  addEventListener("pageshow", release);
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
  for (const form of document.querySelectorAll("form[data-filter]")) {
    form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
    form.addEventListener("submit", () => dropEmpty(form));
  }
  document.querySelector(".problem")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}

// guard keeps a second click from sending a form twice.
function guard(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
}

// release lets forms be sent again when the browser brings the page back.
function release() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}

// keep remembers a form's words in this tab until it is sent.
function keep(form) {
  const key = `kept ${location.pathname} ${form.dataset.keep}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  for (const [name, value] of Object.entries(kept)) {
    const field = form.elements[name];
    if (field?.matches?.("input, textarea") && !field.matches(secret) && field.value === "") field.value = value;
  }
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.name || field.matches(secret) || field.matches("[type=checkbox], [type=radio]")) return;
    kept[field.name] = field.value;
    sessionStorage.setItem(key, JSON.stringify(kept));
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
}

// dropEmpty keeps unused filters out of the address.
function dropEmpty(form) {
  for (const field of form.elements) {
    if (field.name && field.value === "") field.disabled = true;
  }
  setTimeout(() => { for (const field of form.elements) field.disabled = false; });
}
