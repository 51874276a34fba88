// The page of those who wait for their turn to start: asks again by itself, stays when the line is dead, goes on when the turn has come.

const LONGEST = 30;
const turn = document.getElementById("turn");
const lost = document.getElementById("turn-lost");
let failures = 0;

function say(text) {
  if (lost.textContent === text) return;
  lost.replaceChildren();
  if (text) lost.append(Object.assign(document.createElement("p"), { className: "callout tone-warn", textContent: text }));
}

async function ask() {
  try {
    // Not followed here: the page that it leads to is for the browser to load, once.
    const answer = await fetch(turn.dataset.url, { redirect: "manual", headers: { Accept: "text/html" }, signal: AbortSignal.timeout?.(10000) });
    if (answer.type === "opaqueredirect") return void location.assign(turn.dataset.url);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("turn");
    if (!next) throw new Error(String(answer.status));
    turn.replaceChildren(...next.childNodes);
    turn.dataset.again = next.dataset.again;
    failures = 0;
    say("");
  } catch {
    failures += 1;
    say(lost.dataset.text);
  }
  later();
}

function later() {
  const seconds = failures ? Math.min(2 ** failures, LONGEST) * (0.75 + Math.random() / 2) : Number(turn.dataset.again);
  setTimeout(ask, 1000 * seconds);
}

later();
