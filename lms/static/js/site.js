// On every page: focus goes to what is wrong, menus close, destructive acts are asked again. Without this all still works.

const summary = document.getElementById("error-summary");
if (summary) {
  document.title = `${summary.querySelector("h2").textContent}: ${document.title}`;
  summary.focus();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.dropdown[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.dropdown")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.dropdown[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// <button data-confirm="What will happen?" data-confirm-button="Do it">: a dialog before the form goes.
function ask(button) {
  const dialog = document.createElement("dialog");
  const text = Object.assign(document.createElement("p"), { textContent: button.dataset.confirm, id: "confirm-text" });
  const actions = Object.assign(document.createElement("div"), { className: "actions" });
  const yes = Object.assign(document.createElement("button"), { className: "button button-danger", textContent: button.dataset.confirmButton || button.textContent });
  const no = Object.assign(document.createElement("button"), { className: "button", textContent: document.documentElement.lang === "vi" ? "Không, quay lại" : "No, go back" });
  actions.append(no, yes);
  dialog.append(text, actions);
  dialog.setAttribute("aria-labelledby", "confirm-text");
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    button.dataset.confirmed = "yes";
    button.form ? button.form.requestSubmit(button) : button.click();
  });
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  dialog.showModal();
  no.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.dataset.confirmed || !window.HTMLDialogElement) return;
  if (button.form && !button.form.reportValidity()) return;
  event.preventDefault();
  ask(button);
});
