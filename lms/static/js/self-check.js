// [data-self-check]: sends the answer and puts the explanation in its place. Without this the form opens a page of its own.

async function answer(event) {
  const form = event.target;
  const part = form.closest("[data-self-check]");
  if (!part) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const body = new FormData(form, button);
    const reply = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
    const box = document.createElement("template");
    box.innerHTML = await reply.text();
    const next = box.content.firstElementChild;
    part.replaceWith(next);
    (next.querySelector("[role=status]") ?? next.querySelector("form")).focus();
  } catch {
    form.submit();
  }
}

document.addEventListener("submit", answer);
