// [data-poll]: fetches its address and puts the fragment in its place, until the fragment carries no data-poll any more. data-every:
// seconds between two looks; they are spread, so that a room does not ask all at once.

const PAUSE = 1500;
const LONGEST = 30000;

const pauseOf = (part) => (part.dataset.every ? 1000 * Number(part.dataset.every) * (0.75 + Math.random() / 2) : PAUSE);

async function refresh(part, pause) {
  try {
    const answer = await fetch(part.dataset.poll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    const next = box.content.firstElementChild;
    if (!next) throw new Error("empty");
    part.replaceWith(next);
    if (next.dataset.poll) wait(next, pauseOf(next));
    else if (next.dataset.then) location.assign(next.dataset.then);
  } catch {
    wait(part, Math.min(pause * 2, LONGEST));
  }
}

function wait(part, pause) {
  setTimeout(() => (document.hidden ? wait(part, pause) : refresh(part, pause)), pause);
}

for (const part of document.querySelectorAll("[data-poll]")) wait(part, pauseOf(part));
