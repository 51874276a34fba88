// The last way out for answers: when the line stays dead, they are saved as a file that the invigilator hands in. A JWS (HS256, the
// key of this seat) inside a JWE (ECDH-ES and A256GCM, the installation's key): assessments/core/answer_file.py opens it. Sending
// goes on as before. Needs a secure context. It asks exam-save.js by exam:unsent for what waits in memory.

const form = document.getElementById("paper");
const offer = document.getElementById("exam-file");
const data = form.dataset;
const { subtle } = globalThis.crypto;
const { answersOf } = globalThis.examKept;
const DEAD_AFTER = 120000;
const DEAD_AFTER_THE_END = 10000;
const EC = { name: "ECDH", namedCurve: "P-256" };
const TAG = 16;

// ---- the envelope

const utf8 = (text) => new TextEncoder().encode(text);
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const json64 = (value) => base64(utf8(JSON.stringify(value)));

function base64(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function sign(content) {
  const own = await subtle.importKey("raw", bytes(data.seatKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const seat = data.ticket.split(":")[0]; // the ticket names the seat before its signature
  const signed = `${json64({ alg: "HS256", kid: seat })}.${json64(content)}`;
  return `${signed}.${base64(await subtle.sign("HMAC", own, utf8(signed)))}`;
}

// The Concat KDF of RFC 7518, section 4.6.2: one round, no party named.
async function contentKey(shared) {
  const told = [0, 0, 0, 7, ...utf8("A256GCM"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
  const digest = await subtle.digest("SHA-256", Uint8Array.from([0, 0, 0, 1, ...new Uint8Array(shared), ...told]));
  return subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt"]);
}

async function seal(text) {
  const server = await subtle.importKey("raw", bytes(data.fileKey), EC, false, []);
  const once = await subtle.generateKey(EC, true, ["deriveBits"]);
  const { kty, crv, x, y } = await subtle.exportKey("jwk", once.publicKey);
  const header = json64({ typ: "lms-answers", v: 1, alg: "ECDH-ES", enc: "A256GCM", kid: data.fileId, epk: { kty, crv, x, y } });
  const key = await contentKey(await subtle.deriveBits({ name: "ECDH", public: server }, once.privateKey, 256));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(header) }, key, utf8(text));
  return [header, "", base64(iv), base64(sealed.slice(0, -TAG)), base64(sealed.slice(-TAG))].join(".");
}

// ---- what goes in, and out to the disk

// Of each item and seat the newest that the server has not acknowledged, on the disk or, where this browser keeps nothing, here.
async function unsent() {
  const asked = [];
  form.dispatchEvent(new CustomEvent("exam:unsent", { detail: asked }));
  const here = (await Promise.all(asked)).flat();
  const newest = new Map();
  for (const { position, seat, sequence, value, client_at } of [...(await answersOf(data.attempt)), ...here]) {
    const place = `${position}.${seat}`;
    if (!(newest.get(place)?.sequence >= sequence)) newest.set(place, { position, seat, sequence, value, client_at });
  }
  return [...newest.values()];
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

async function save() {
  const now = new Date();
  const answers = await unsent();
  const file = await seal(await sign({ saved_at: now.toISOString(), answers }));
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => String(part).padStart(2, "0")).join("");
  const name = `bai-lam-${data.attempt.slice(0, 4)}-${time}.bailam`;
  download(name, file);
  return offer.dataset.done.replace("{name}", name).replace("{count}", answers.length);
}

// ---- when it is offered

let since = Date.now(); // when an answer last came through, or none waited
let waiting = 0;
let over = false;

function look() {
  const before = waiting;
  waiting = data.paused === undefined ? Number(data.unsaved) || 0 : 0;
  if (!waiting || waiting < before) since = Date.now();
  offer.hidden = Date.now() - since < (over ? DEAD_AFTER_THE_END : DEAD_AFTER);
}

if (subtle) {
  const said = offer.querySelector("[role=status]");
  offer.querySelector("button").addEventListener("click", async () => {
    said.textContent = await save().catch(() => offer.dataset.failed);
  });
  form.addEventListener("exam:over", () => { over = true; });
  setInterval(look, 1000);
}
