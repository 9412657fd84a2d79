// A link with data-dialog leads to a page of its own; here its data-sheet is
// shown in a dialog over the page one is on. Its forms are sent as ever.
import { fetchPage } from "./page.js";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-dialog]");
    if (link && !modified(event)) {
      event.preventDefault();
      open(link);
      return;
    }
    const cancel = event.target.closest?.("dialog [data-cancel]");
    if (cancel) {
      event.preventDefault();
      cancel.closest("dialog").close();
    } else if (event.target.matches?.("dialog")) {
      event.target.close(); // a click on the veil
    }
  });
}

function modified(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

async function open(link) {
  link.setAttribute("aria-busy", "true");
  const page = await fetchPage(link.href);
  link.removeAttribute("aria-busy");
  const sheet = page?.querySelector("[data-sheet]");
  if (!sheet) {
    location.assign(link.href);
    return;
  }
  show(document.adoptNode(sheet));
}

function show(sheet) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", sheet.querySelector("h1")?.textContent ?? "");
  if (!sheet.querySelector("[data-cancel]")) sheet.append(closeForm());
  dialog.append(sheet);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function closeForm() {
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "form__foot";
  const button = document.createElement("button");
  button.className = "button";
  button.textContent = document.body.dataset.close;
  form.append(button);
  return form;
}
