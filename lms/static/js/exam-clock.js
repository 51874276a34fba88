// The time left, from the server's deadline, which an invigilator may move (data-deadline) or stop (data-paused). The device's own clock is never asked: the page's age is measured from the moment
// the server made it, and set right by the Date header when the page wakes up. Tells the others by the event exam:over.

const form = document.getElementById("paper");
const left = document.getElementById("clock-left");
const says = document.getElementById("clock-says");
const words = document.getElementById("exam-words").dataset;
const ANNOUNCE = [1, 5, 10];

const arrived = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
let origin = Date.parse(form.dataset.serverNow) - arrived;
let over = false;
let shown = "";
let announced = Infinity;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const remaining = () => Date.parse(form.dataset.deadline) - (origin + performance.now());

function inWords(milliseconds) {
  if (milliseconds <= 60000) return fill(words.seconds, { seconds: Math.max(0, Math.ceil(milliseconds / 1000)) });
  const minutes = Math.ceil(milliseconds / 60000);
  if (minutes <= 60) return fill(words.minutes, { minutes });
  return fill(words.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function announce(milliseconds, text) {
  const due = ANNOUNCE.find((minutes) => milliseconds <= minutes * 60000);
  if (due === undefined || due >= announced) return;
  if (announced !== Infinity || milliseconds > due * 60000 - 5000) says.textContent = text;
  announced = due;
}

function tick() {
  const milliseconds = remaining();
  const paused = form.dataset.paused !== undefined;
  const text = paused ? words.standing : inWords(milliseconds);
  if (text !== shown) left.textContent = shown = text;
  left.parentElement.toggleAttribute("data-last", !paused && milliseconds <= 60000);
  if (paused) return;
  announce(milliseconds, text);
  if (milliseconds <= 0 && !over) {
    over = true;
    form.dispatchEvent(new CustomEvent("exam:over"));
  }
}

// After sleep the page's age may be wrong. Any answer of the server carries its time, to the second.
async function resync() {
  if (form.dataset.practice !== undefined) return;
  try {
    const before = performance.now();
    const answer = await fetch(form.dataset.saveUrl, { method: "HEAD", cache: "no-store" });
    const date = Date.parse(answer.headers.get("Date"));
    const middle = (before + performance.now()) / 2;
    if (date && Math.abs(date + 500 - (origin + middle)) > 2000) origin = date + 500 - middle;
  } catch {
    // offline: the page's own age must do
  }
  tick();
}

document.addEventListener("visibilitychange", () => document.hidden || resync());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
tick();
setInterval(tick, 250);
