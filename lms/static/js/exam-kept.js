// What this device keeps of an exam until the server has it: answers, marks, and the count of saves. It outlives a reload and a
// restart, and one transaction serves all tabs. PCs are shared: an answer is wiped once the server has it, the rest at the end of
// the attempt. Any page of ours sends what was left behind, with the ticket of the paper that it was given on. The paper's scripts
// reach this as `examKept`: files carry a hash in their names, which an import would not know.

const WEEK = 7 * 24 * 3600 * 1000;
const OPEN_WITHIN = 10000;
const SEND_WITHIN = 20000;
const LONGEST_WAIT = 30000;
// Saved, refused for good, or kept by the server for the examiner.
const isDone = (status) => [200, 400, 409, 410, 413, 422].includes(status);

let highest = 0; // the count where nothing can be kept

const database = new Promise((opened) => {
  setTimeout(opened, OPEN_WITHIN, null);
  try {
    const asked = indexedDB.open("exam", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("answers", { keyPath: ["attempt", "position", "seat"] });
      asked.result.createObjectStore("papers", { keyPath: "attempt" });
    };
    asked.onsuccess = () => opened(asked.result);
    asked.onerror = () => opened(null);
  } catch {
    opened(null);
  }
});

// One transaction over both stores. Resolves, once it is on the disk, to [what `work` asked for]; to null where it failed.
async function within(mode, work) {
  const opened = await database;
  return new Promise((done) => {
    try {
      const transaction = opened.transaction(["answers", "papers"], mode, { durability: "strict" });
      const asked = work(transaction.objectStore("answers"), transaction.objectStore("papers"));
      transaction.oncomplete = () => done([asked?.result]);
      transaction.onabort = () => done(null);
    } catch {
      done(null);
    }
  });
}

const keyOf = (entry) => [entry.attempt, entry.position, entry.seat];
const jitter = (failures) => Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** failures);

function changePaper(papers, attempt, change) {
  const asked = papers.get(attempt);
  asked.onsuccess = () => {
    const paper = asked.result ?? { attempt, counts: {}, marks: [] };
    change(paper);
    papers.put({ ...paper, at: Date.now() });
  };
}

// Gives the entry its place in the order, above `floor` and above every other tab's, and keeps it. False: it is in memory only.
async function keep(entry, floor) {
  highest = Math.max(highest, floor);
  const written = await within("readwrite", (answers, papers) => {
    changePaper(papers, entry.attempt, (paper) => {
      highest = Math.max(highest, paper.counts[entry.seat] ?? 0) + 1;
      paper.counts[entry.seat] = entry.sequence = highest;
      answers.put({ ...entry });
    });
  });
  entry.sequence ??= highest += 1;
  return written !== null;
}

function settle(entry) {
  return within("readwrite", (answers) => {
    const asked = answers.get(keyOf(entry));
    asked.onsuccess = () => asked.result?.sequence === entry.sequence && answers.delete(keyOf(entry));
  });
}

async function answersOf(attempt) {
  const range = attempt && IDBKeyRange.bound([attempt], [attempt, []]);
  return (await within("readonly", (answers) => answers.getAll(range)))?.[0] ?? [];
}

const keepMarks = (attempt, marks) => within("readwrite", (_, papers) => changePaper(papers, attempt, (paper) => { paper.marks = marks; }));
const marksOf = async (attempt) => (await within("readonly", (_, papers) => papers.get(attempt)))?.[0]?.marks ?? [];
const forget = (attempt) => within("readwrite", (_, papers) => papers.delete(attempt));

// Resolves to {status, told, wait}; status 0 where no answer came, wait in milliseconds as the server asked.
async function send({ url, attempt, ...entry }) {
  const body = JSON.stringify(entry);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json" },
      keepalive: body.length < 50000,
      signal: AbortSignal.timeout?.(SEND_WITHIN),
    });
    const wait = 1000 * Number(answer.headers.get("Retry-After")) || 0;
    return { status: answer.status, told: await answer.json().catch(() => ({})), wait };
  } catch {
    return { status: 0, told: {}, wait: 0 };
  }
}

async function dropOld() {
  const before = Date.now() - WEEK;
  await within("readwrite", (answers, papers) => {
    for (const store of [answers, papers]) {
      store.openCursor().onsuccess = ({ target: { result: at } }) => {
        if (!at) return;
        if ((at.value.at ?? Date.parse(at.value.client_at)) < before) at.delete();
        at.continue();
      };
    }
  });
}

// Sends each entry once. Resolves to null if nothing is left, else to how long the server asks to wait.
async function resend(entries) {
  let left = null;
  for (const entry of entries) {
    const { status, wait } = await send(entry);
    if (isDone(status)) await settle(entry);
    else left = Math.max(left ?? 0, wait);
    if (status === 410) await forget(entry.attempt);
    if (!status || status >= 500) break;
  }
  return left;
}

async function resendAll(failures = 0) {
  const wait = await resend(await answersOf());
  if (wait !== null && failures < 10) setTimeout(resendAll, wait + 5000 + jitter(failures), failures + 1);
}

globalThis.examKept = { keep, settle, answersOf, keepMarks, marksOf, send, resend, jitter };

if (!document.getElementById("paper")) {
  const first = dropOld().then(() => resendAll());
  const over = document.querySelector("[data-finished]")?.dataset.finished;
  if (over) first.then(() => forget(over));
  // Answers given on this device before go under its old seat, so they go before the seat moves.
  const move = document.querySelector("form[data-sends-first]");
  move?.addEventListener("submit", (event) => {
    event.preventDefault();
    first.then(() => HTMLFormElement.prototype.submit.call(move));
  });
}
