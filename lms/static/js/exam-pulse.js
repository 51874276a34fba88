// The pulse: after a minute without a save the page tells the server that it is alive, and hears whether the attempt is paused,
// extended, ended or moved; every ten seconds while it is paused. What is noted for review (the page left, copied, pasted) goes
// with it. In the practice tour nothing is noted and nothing is sent.

const form = document.getElementById("paper");
const data = form.dataset;
const QUIET = 60000;
const PAUSED = 10000;
const MOST_AT_ONCE = 20;
const MOST_KEPT = 100;

const notes = [];
let heard = Date.now(); // when the server last answered, or was last asked
let left = 0; // since when the page is not in front
let asking = false;

function note(kind, facts = {}) {
  if (notes.length < MOST_KEPT) notes.push({ kind, at: new Date().toISOString(), ...facts });
}

async function pulse() {
  if (asking) return;
  asking = true;
  const batch = notes.slice(0, MOST_AT_ONCE);
  try {
    const answer = await fetch(data.pulseUrl, {
      method: "POST",
      body: JSON.stringify({ ticket: data.ticket, unsaved: Math.min(1000, Number(data.unsaved) || 0), events: batch }),
      headers: { "Content-Type": "application/json" },
      keepalive: true,
      signal: AbortSignal.timeout?.(20000),
    });
    if (answer.ok || answer.status === 400) notes.splice(0, batch.length);
    if (answer.ok) form.dispatchEvent(new CustomEvent("exam:state", { detail: await answer.json() }));
    heard = Date.now() + 1000 * (Number(answer.headers.get("Retry-After")) || 0);
  } catch {
    heard = Date.now();
  } finally {
    asking = false;
  }
}

function away() {
  left ||= Date.now();
}

function back() {
  if (!left || document.hidden) return;
  const seconds = Math.round((Date.now() - left) / 1000);
  left = 0;
  if (seconds) note("focus_lost", { seconds: Math.min(seconds, 86400) });
}

if (data.practice === undefined) {
  const spread = Math.random() * 5000; // not all at once
  let noted = Date.now();
  form.addEventListener("exam:state", () => { heard = Date.now(); });
  setInterval(() => {
    const now = Date.now();
    const due = data.paused === undefined ? QUIET + spread : PAUSED;
    if (now - heard < due && !(notes.length && now - noted >= QUIET)) return;
    noted = now;
    pulse();
  }, 1000);
  window.addEventListener("blur", away);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", () => (document.hidden ? away() : back()));
  document.addEventListener("copy", () => note("copied"));
  document.addEventListener("cut", () => note("copied"));
  document.addEventListener("paste", () => note("pasted"));
  window.addEventListener("pagehide", () => { back(); if (notes.length) pulse(); });
}
