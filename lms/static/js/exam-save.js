// Each answer is sent as it is given, and kept on this device until the server has said "saved". Order is (seat, sequence).
// Events on the form: exam:over (from the clock) stops input, sends what is left, and submits; exam:restored after kept answers
// were put back. In the practice tour (data-practice) nothing leaves the page.

const form = document.getElementById("paper");
const words = document.getElementById("exam-words").dataset;
const state = document.getElementById("save-state");
const alertBox = document.getElementById("exam-alert");
const data = form.dataset;
const practice = data.practice !== undefined;
const seat = Number(data.seat);
const store = `answers:${data.attempt}:`;
const PAUSE_TYPING = 800;
const LONGEST_WAIT = 30000;

const kept = new Map(); // position → {value, seat, sequence, client_at}: not yet acknowledged
const typing = new Map(); // position → timer
let sequence = Number(data.sequence);
let failures = 0;
let sending = null;
let timer = 0;
let stopped = false; // another device took over
let timeUp = false;
let wasOffline = false;
let pretendOffline = false; // the practice tour's switch

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const clockTime = (iso) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date(iso));

// ---- what is kept on the device: one entry an item, so that two tabs do not overwrite each other's

function persist(position) {
  if (practice) return;
  try {
    if (kept.has(position)) localStorage.setItem(store + position, JSON.stringify(kept.get(position)));
    else localStorage.removeItem(store + position);
  } catch {
    // storage full or forbidden: memory must do
  }
}

function stored() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(store));
    return names.map((name) => [name.slice(store.length), JSON.parse(localStorage.getItem(name))]);
  } catch {
    return [];
  }
}

function restore() {
  const entries = practice ? [] : stored();
  for (const [position, entry] of entries) {
    kept.set(position, entry);
    if (entry.seat !== seat) continue; // of an older seat: the server keeps it as late, the page shows what counts
    sequence = Math.max(sequence, entry.sequence);
    write(position, entry.value);
  }
  if (entries.length) form.dispatchEvent(new CustomEvent("exam:restored"));
}

// One count for all tabs of this device, or a later answer in another tab would look older.
function nextSequence() {
  const name = `sequence:${data.attempt}:${seat}`;
  try {
    sequence = Math.max(sequence, Number(localStorage.getItem(name)) || 0) + 1;
    if (!practice) localStorage.setItem(name, sequence);
  } catch {
    sequence += 1;
  }
  return sequence;
}

// ---- between fields and values (shapes: assessments/core/responses.py)

const itemAt = (position) => document.getElementById(`item-${position}`);
const fieldsOf = (item) => [...item.querySelectorAll("[name^='item-']")];

function valueOf(item) {
  const fields = fieldsOf(item);
  const ticked = fields.filter((field) => field.checked).map((field) => Number(field.value));
  switch (item.dataset.kind) {
    case "single":
    case "true_false":
      return ticked[0] ?? null;
    case "multiple":
      return ticked.length ? ticked : null;
    case "matching": {
      const rows = fields.map((field) => (field.value === "" ? null : Number(field.value)));
      return rows.some((row) => row !== null) ? rows : null;
    }
    default:
      return fields[0].value.trim() || null;
  }
}

function write(position, value) {
  const item = itemAt(position);
  if (!item) return;
  fieldsOf(item).forEach((field, index) => {
    if (field.type === "radio" || field.type === "checkbox") field.checked = [value].flat().includes(Number(field.value));
    else if (field.tagName === "SELECT") field.value = value?.[index] ?? "";
    else field.value = value ?? "";
  });
}

// ---- what the candidate sees

function show(name, text) {
  if (state.dataset.state === name && state.lastElementChild.textContent === text) return;
  state.dataset.state = name;
  state.lastElementChild.textContent = text;
}

function warn(tone, text, link) {
  const box = Object.assign(document.createElement("div"), { className: `callout tone-${tone}` });
  const inner = document.createElement("div");
  const line = Object.assign(document.createElement("p"), { textContent: text });
  if (link) line.append(" ", link);
  inner.append(line);
  box.append(inner);
  alertBox.replaceChildren(box);
  alertBox.hidden = false;
}

function quiet() {
  alertBox.hidden = true;
  alertBox.replaceChildren();
}

const isOffline = () => !navigator.onLine || pretendOffline;

function showTrouble() {
  show("unsaved", words.unsaved);
  if (timeUp) warn("warn", fill(words.overOffline, { count: kept.size }));
  else if (isOffline() || failures > 1) {
    wasOffline = true;
    warn("warn", fill(!isOffline() && failures > 4 ? words.stuck : words.offline, { count: kept.size }));
  }
}

function showSaved(at) {
  show("saved", fill(words.saved, { time: clockTime(at) }));
  if (!wasOffline) return;
  wasOffline = false;
  warn("ok", words.back);
  setTimeout(() => timeUp || stopped || wasOffline || quiet(), 8000);
}

// ---- sending

function keep(item) {
  const { position } = item.dataset;
  form.elements.sequence.value = nextSequence();
  kept.set(position, { value: valueOf(item), seat, sequence, client_at: new Date().toISOString() });
  persist(position);
  show("saving", words.saving);
  flush();
}

function jitter() {
  return Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** failures);
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(flush, milliseconds);
}

function flush() {
  clearTimeout(timer);
  if (!sending && kept.size && !stopped) sending = sendAll().finally(() => { sending = null; });
  return sending ?? Promise.resolve();
}

async function sendAll() {
  while (kept.size && !stopped) {
    const [position, entry] = kept.entries().next().value;
    const wait = await send(position, entry);
    if (wait === null) continue;
    failures += 1;
    showTrouble();
    later(wait || jitter());
    return;
  }
}

// null: settled, go on; a number of milliseconds: try again after at least so long (0: as the jitter says)
async function send(position, entry) {
  if (practice) return pretend(position, entry);
  const body = JSON.stringify({ ticket: data.ticket, position: Number(position), ...entry });
  try {
    const answer = await fetch(data.saveUrl, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      keepalive: body.length < 50000,
      signal: AbortSignal.timeout?.(20000),
    });
    return await read(answer, position, entry);
  } catch {
    return 0;
  }
}

async function read(answer, position, entry) {
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) {
    settle(position, entry);
    if (!kept.size) showSaved(told.saved_at);
    return null;
  }
  if (answer.status === 409 && told.reason === "seat_moved" && entry.seat === seat) return stop(position, entry);
  if (answer.status === 409 || answer.status === 410) return closed(answer, told, position, entry);
  if ([400, 413, 422].includes(answer.status)) {
    settle(position, entry);
    warn("bad", told.message || words.refused);
    return null;
  }
  return 1000 * Number(answer.headers.get("Retry-After")) || 0;
}

function settle(position, entry) {
  failures = 0;
  if (kept.get(position)?.sequence === entry.sequence && kept.get(position)?.seat === entry.seat) kept.delete(position);
  persist(position);
}

function stop(position, entry) {
  settle(position, entry);
  stopped = true;
  freeze();
  const link = Object.assign(document.createElement("a"), { href: location.href, textContent: words.moveBack });
  warn("warn", words.moved, link);
  return null;
}

function closed(answer, told, position, entry) {
  settle(position, entry);
  if (answer.status === 410 || told.reason === "over") finish();
  else if (!kept.size) showSaved(told.saved_at || new Date().toISOString());
  return null;
}

async function pretend(position, entry) {
  await new Promise((done) => setTimeout(done, 400));
  if (pretendOffline) return 4000;
  settle(position, entry);
  if (!kept.size) showSaved(new Date().toISOString());
  return null;
}

// ---- the end

function freeze() {
  const box = document.getElementById("items");
  if (box) box.inert = true;
}

function finish() {
  if (timeUp) return;
  timeUp = true;
  freeze();
  for (const position of typing.keys()) keepNow(position);
  warn("warn", words.over);
  submitWhenSaved();
}

async function submitWhenSaved() {
  await flush();
  if (stopped) return;
  if (kept.size) return void setTimeout(submitWhenSaved, 1000);
  form.elements.sequence.value = nextSequence();
  form.action = data.submitUrl;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: "time_up" }));
  HTMLFormElement.prototype.submit.call(form);
}

form.addEventListener("exam:over", finish);

// ---- what sets it going

function keepNow(position) {
  clearTimeout(typing.get(position));
  typing.delete(position);
  keep(itemAt(position));
}

form.addEventListener("input", (event) => {
  const item = event.target.closest(".item");
  if (!item || event.target.dataset.mark || stopped || timeUp) return;
  const { position } = item.dataset;
  if (!event.target.matches("input:not([type='radio'], [type='checkbox']), textarea")) return void keep(item);
  clearTimeout(typing.get(position));
  show("unsaved", words.unsaved);
  typing.set(position, setTimeout(keepNow, PAUSE_TYPING, position));
});
form.addEventListener("change", (event) => {
  const position = event.target.closest(".item")?.dataset.position;
  if (typing.has(position)) keepNow(position);
});

form.addEventListener("submit", (event) => {
  for (const position of [...typing.keys()]) keepNow(position);
  form.elements.sequence.value = nextSequence();
  if (event.submitter?.value === "save") return void event.preventDefault(); // Enter in a field: it is being saved
  if (!kept.size || practice || stopped) return;
  event.preventDefault();
  const { submitter } = event;
  flush().then(() => (kept.size ? warn("warn", words.submitOffline) : form.requestSubmit(submitter)));
});

function hurry() {
  for (const position of [...typing.keys()]) keepNow(position);
  if (kept.size) flush();
}

window.addEventListener("online", () => { failures = 0; hurry(); });
window.addEventListener("offline", () => kept.size && showTrouble());
document.addEventListener("visibilitychange", hurry);
window.addEventListener("pagehide", hurry);
window.addEventListener("beforeunload", (event) => {
  if (!practice && (kept.size || typing.size) && !timeUp) event.preventDefault();
});
document.getElementById("pretend-offline")?.addEventListener("change", (event) => {
  pretendOffline = event.target.checked;
  if (!pretendOffline) { failures = 0; flush(); }
});

restore();
if (kept.size) { show("saving", words.saving); flush(); }
