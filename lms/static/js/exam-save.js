// Each answer is kept on this device and sent as it is given, until the server has said "saved". Order is (seat, sequence).
// Events on the form: exam:over (from the clock) stops input, sends what is left, and submits; exam:restored after answers were
// put back; exam:state tells what the server said of the attempt. In the practice tour (data-practice) nothing leaves the page.

const form = document.getElementById("paper");
const words = document.getElementById("exam-words").dataset;
const state = document.getElementById("save-state");
const alertBox = document.getElementById("exam-alert");
const data = form.dataset;
const practice = data.practice !== undefined;
const seat = Number(data.seat);
const { answersOf, jitter, resend, send, ...device } = globalThis.examKept; // without it the page is a plain form
const PAUSE_TYPING = 800;
const OTHER_TAB = 30000;
const SPREAD = 20000; // within the grace after the deadline

const kept = new Map(); // position → entry of this seat that is not acknowledged
const channel = !practice && globalThis.BroadcastChannel ? new BroadcastChannel(`exam:${data.attempt}`) : null;
let storing = Promise.resolve(true); // the entry given last is on the disk
let durable = true; // this browser keeps what it is given
let failures = 0;
let notBefore = 0;
let sending = null;
let timer = 0;
let stopped = false; // another device took over
let timeUp = false;
let wasOffline = false;
let pretendOffline = false; // the practice tour's switch

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const clockTime = (iso) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date(iso));
const tell = (name, detail) => form.dispatchEvent(new CustomEvent(name, { detail }));

// ---- what is kept on the device, and told to the other tabs

function put(entry) {
  kept.set(entry.position, entry);
  storing = device.keep(entry, Number(data.sequence)).then((written) => {
    durable &&= written;
    channel?.postMessage({ given: entry });
    return written;
  });
}

// An entry has its place in the order once it is stored; another may be given while one waits.
async function stored() {
  for (let last = null; last !== storing; ) {
    last = storing;
    await last;
  }
}

async function restore() {
  const entries = practice ? [] : await answersOf(data.attempt);
  const mine = entries.filter((entry) => entry.seat === seat && !kept.has(entry.position));
  mine.forEach(adopt);
  if (mine.length) tell("exam:restored");
  // Those of an older seat do not show: the server keeps them for the examiner.
  resend(entries.filter((entry) => entry.seat !== seat));
}

function adopt(entry) {
  kept.set(entry.position, { ...entry, ticket: data.ticket, url: data.saveUrl });
  write(entry.position, entry.value);
}

function hear({ given, saved, at }) {
  const own = kept.get((given ?? saved).position);
  if (given && given.seat === seat && !(own && !(own.sequence < given.sequence))) {
    adopt(given);
    tell("exam:restored");
    showWaiting();
    later(OTHER_TAB); // the other tab is sending it
  } else if (saved && own?.sequence === saved.sequence) {
    kept.delete(saved.position);
    if (!kept.size) showSaved(at);
  }
}

if (channel) channel.onmessage = (message) => hear(message.data);

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

const isPaused = () => data.paused !== undefined;
const isOffline = () => !navigator.onLine || pretendOffline;

function showWaiting() {
  data.unsaved = kept.size;
  if (kept.size) show("unsaved", fill(words.unsaved, { count: kept.size }));
}

function showTrouble() {
  showWaiting();
  if (timeUp) warn("warn", fill(words.overOffline, { count: kept.size }));
  else if (isOffline() || failures > 1) {
    wasOffline = true;
    const text = !durable ? words.memory : !isOffline() && failures > 4 ? words.stuck : words.offline;
    warn("warn", fill(text, { count: kept.size }));
  }
}

function showSaved(at) {
  data.unsaved = 0;
  show("saved", fill(words.saved, { time: clockTime(at) }));
  if (!wasOffline) return;
  wasOffline = false;
  passing("ok", words.back);
}

// A message that goes by itself, unless another has taken its place.
function passing(tone, text) {
  warn(tone, text);
  const box = alertBox.firstElementChild;
  setTimeout(() => alertBox.firstElementChild === box && quiet(), 8000);
}

// ---- sending

function keep(item, wait) {
  const entry = {
    attempt: data.attempt,
    position: Number(item.dataset.position),
    seat,
    value: valueOf(item),
    client_at: new Date().toISOString(),
    ticket: data.ticket,
    url: data.saveUrl,
  };
  if (practice) kept.set(entry.position, entry);
  else put(entry);
  data.unsaved = kept.size;
  if (wait || isPaused()) showWaiting();
  else show("saving", words.saving);
  later(wait);
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(flush, Math.max(milliseconds, notBefore - Date.now()));
}

function flush() {
  clearTimeout(timer);
  if (sending || !kept.size || stopped || isPaused()) return sending ?? Promise.resolve();
  if (Date.now() < notBefore) later(0);
  else sending = sendAll().finally(() => { sending = null; });
  return sending ?? Promise.resolve();
}

async function sendAll() {
  while (kept.size && !stopped && !isPaused()) {
    await stored();
    const [entry] = kept.values();
    const answer = practice ? await pretend() : await send(entry);
    if (read(answer, entry)) continue;
    failures += 1;
    const wait = answer.wait + jitter(failures);
    notBefore = Date.now() + wait;
    showTrouble();
    later(wait);
    return;
  }
}

// False: try again later.
function read({ status, told }, entry) {
  if (status === 200) {
    settle(entry, told.saved_at);
    tell("exam:state", { deadline: told.deadline });
    return true;
  }
  if (status === 409 && told.reason === "seat_moved") {
    settle(entry);
    stop();
  } else if (status === 410) {
    settle(entry);
    finish();
  } else if (status === 409 && told.reason === "older") {
    settle(entry, new Date().toISOString());
  } else if ([400, 409, 413, 422].includes(status)) {
    settle(entry);
    warn("bad", told.message || words.refused);
  } else {
    if (status === 423) tell("exam:state", { paused: true });
    return false;
  }
  return true;
}

function settle(entry, at) {
  failures = notBefore = 0;
  if (kept.get(entry.position) === entry) kept.delete(entry.position);
  data.unsaved = kept.size;
  if (!practice) device.settle(entry);
  if (!at) return;
  channel?.postMessage({ saved: entry, at });
  if (!kept.size) showSaved(at);
}

async function pretend() {
  await new Promise((done) => setTimeout(done, 400));
  if (pretendOffline) return { status: 0, told: {}, wait: 4000 };
  return { status: 200, told: { saved_at: new Date().toISOString() } };
}

// ---- the end

function freeze(frozen) {
  const box = document.getElementById("items");
  if (box) box.inert = frozen;
}

function stop() {
  stopped = true;
  freeze(true);
  const left = [...kept.values()];
  kept.clear();
  stored().then(() => resend(left)).then((wait) => { // the server keeps them for the examiner
    if (wait !== null) return;
    data.unsaved = 0;
    show("none", "");
  });
  const link = Object.assign(document.createElement("a"), { href: location.href, textContent: words.moveBack });
  warn("warn", words.moved, link);
}

function finish(text = words.over) {
  if (timeUp) return;
  timeUp = true;
  freeze(true);
  warn("warn", text);
  submitWhenSaved();
}

async function submitWhenSaved() {
  await flush();
  if (stopped) return;
  if (kept.size) return void setTimeout(submitWhenSaved, 1000);
  // A whole room, or the whole country, is over in the same second. Everything is saved, so nobody loses by the wait.
  if (data.together !== undefined) await new Promise((done) => setTimeout(done, Math.random() * SPREAD));
  form.action = data.submitUrl;
  const token = /(?:^|; )csrftoken=(\w+)/.exec(document.cookie); // another than the form's after a sign-in in another tab
  if (token) form.elements.csrfmiddlewaretoken.value = token[1];
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: "time_up" }));
  HTMLFormElement.prototype.submit.call(form);
}

form.addEventListener("exam:over", () => finish());

// What waits here, once each has its place in the order: for exam-file.js.
form.addEventListener("exam:unsent", ({ detail }) => detail.push(stored().then(() => [...kept.values()])));

// ---- what the server says of the attempt: by a save, or by the pulse

function pause() {
  data.paused = "";
  freeze(true);
  showWaiting();
  warn("active", words.paused);
}

function resume() {
  delete data.paused;
  freeze(false);
  failures = notBefore = 0;
  flush();
}

function moveDeadline(deadline, text) {
  data.deadline = deadline;
  passing("active", fill(text, { time: clockTime(deadline) }));
}

form.addEventListener("exam:state", ({ detail: { deadline, paused, seat: inCharge, state: stands } }) => {
  if (stopped || timeUp) return;
  if (inCharge > seat) return stop();
  if (stands && stands !== "in_progress") return finish(words.ended);
  if (paused && !isPaused()) pause();
  const resumed = paused === false && isPaused();
  if (resumed) resume();
  if (!deadline || isPaused()) return;
  if (resumed || Date.parse(deadline) !== Date.parse(data.deadline)) moveDeadline(deadline, resumed ? words.resumed : words.changed);
});

// ---- what sets it going

function isTouched(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  const offered = [...(field.options ?? [])];
  if (offered.length) return field.value !== (offered.find((option) => option.defaultSelected) ?? offered[0]).value;
  return field.value !== field.defaultValue;
}

// On a slow line the paper is there before its scripts.
function keepEarlyAnswers() {
  for (const item of form.querySelectorAll(".item")) if (fieldsOf(item).some(isTouched)) keep(item, 0);
}

form.addEventListener("input", (event) => {
  const item = event.target.closest(".item");
  if (!item || event.target.dataset.mark || stopped || timeUp) return;
  keep(item, event.target.matches("input:not([type='radio'], [type='checkbox']), textarea") ? PAUSE_TYPING : 0);
});
form.addEventListener("change", hurry);

// With scripts all is saved one by one: to check the answers, the page only has to go there.
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (submitter?.value === "save") return void event.preventDefault(); // Enter in a field: it is being saved
  if (practice || (!kept.size && submitter?.value !== "review")) return;
  event.preventDefault();
  await flush();
  if (!stopped && (kept.size || isOffline())) warn("warn", isPaused() ? words.paused : words.submitOffline);
  else if (submitter?.value === "review") location.assign(data.reviewUrl);
  else form.requestSubmit(submitter);
});

function hurry() {
  if (kept.size) flush();
}

window.addEventListener("online", () => { failures = notBefore = 0; hurry(); });
window.addEventListener("offline", () => kept.size && showTrouble());
document.addEventListener("visibilitychange", hurry);
window.addEventListener("pagehide", hurry);
window.addEventListener("beforeunload", (event) => {
  if (!practice && kept.size && !timeUp) event.preventDefault();
});
document.getElementById("pretend-offline")?.addEventListener("change", (event) => {
  pretendOffline = event.target.checked;
  if (!pretendOffline) { failures = notBefore = 0; flush(); }
});

if (isPaused()) pause();
keepEarlyAnswers();
restore().then(() => { if (kept.size) { show("saving", words.saving); flush(); } });
