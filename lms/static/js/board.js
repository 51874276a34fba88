// The invigilator's board: its changing part is fetched every few seconds. Focus stays where it is, the clock ticks by the server's
// time, and a lost line is said. A hidden page asks for nothing.

const EVERY = 5000;
const LONGEST = 30000;
const board = document.getElementById("board");
const line = document.getElementById("board-line");
const wallclock = document.getElementById("wallclock");
const ahead = Date.parse(wallclock.dataset.now) - Date.now();
const shown = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
let heardAt = Date.now();
let failures = 0;
let timer = 0;

const clockTime = (at) => shown.format(new Date(at + ahead));

function put(html) {
  const focus = board.contains(document.activeElement) ? document.activeElement.id : "";
  board.innerHTML = html;
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

function say(text) {
  if (line.textContent === text) return;
  line.replaceChildren();
  line.hidden = !text;
  if (text) line.append(Object.assign(document.createElement("p"), { className: "callout tone-bad", textContent: text }));
}

async function refresh() {
  clearTimeout(timer);
  try {
    const answer = await fetch(board.dataset.rows, { credentials: "same-origin", signal: AbortSignal.timeout?.(10000) });
    if (answer.redirected) return void location.reload(); // signed out meanwhile
    if (!answer.ok) throw new Error(String(answer.status));
    put(await answer.text());
    heardAt = Date.now();
    failures = 0;
    say("");
  } catch {
    failures += 1;
    say(line.dataset.lost.replace("{time}", clockTime(heardAt)));
  }
  later();
}

function later() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(refresh, Math.min(EVERY * 2 ** failures, LONGEST));
}

setInterval(() => { wallclock.textContent = clockTime(Date.now()); }, 1000);
document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : refresh()));
window.addEventListener("online", refresh);
later();
