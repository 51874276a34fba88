// Getting about in the paper: states in the grid, marks, one item at a time. Marks stay on this device.

const { keepMarks, marksOf } = globalThis.examKept; // without it the page is a plain form
const root = document.documentElement;
root.classList.add("js");
const form = document.getElementById("paper");
const words = document.getElementById("exam-words").dataset;
const items = [...form.querySelectorAll(".item")];
const links = new Map([...form.querySelectorAll(".grid-nav [data-to]")].map((link) => [link.dataset.to, link]));
const oneItem = document.body.classList.contains("one-item");
const { attempt, practice } = form.dataset;
const marks = new Set();

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function isAnswered(item) {
  const fields = [...item.querySelectorAll("[name^='item-']")];
  return fields.some((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim() !== ""));
}

function show(item) {
  const link = links.get(item.dataset.position);
  const answered = isAnswered(item);
  const marked = marks.has(item.dataset.position);
  const state = answered ? words.answered : words.blank;
  link.dataset.state = marked ? "marked" : answered ? "answered" : "blank";
  link.querySelector("span").textContent = marked ? words.marked : state;
  if (marked) link.setAttribute("aria-label", `${item.dataset.position}: ${state}, ${words.marked}`);
  else link.removeAttribute("aria-label");
}

function count() {
  const answered = items.filter(isAnswered).length;
  const values = { answered, blank: items.length - answered, marked: marks.size, count: items.length };
  document.getElementById("position").textContent = fill(words.position, values);
  const line = document.getElementById("grid-count");
  line.textContent = fill(words.count, values);
  line.hidden = false;
}

function refresh(item) {
  show(item);
  count();
}

function steps() {
  const at = items.findIndex((item) => item.classList.contains("current"));
  const [back, on] = [form.querySelector("[data-step='-1']"), form.querySelector("[data-step='1']")];
  back.disabled = at <= 0;
  const last = at === items.length - 1;
  on.textContent = last ? words.review : words.next;
  on.value = last ? "review" : "go";
  return at;
}

function go(item, focus = true) {
  for (const link of links.values()) link.removeAttribute("aria-current");
  links.get(item.dataset.position).setAttribute("aria-current", "true");
  if (!oneItem) return;
  for (const other of items) other.classList.toggle("current", other === item);
  history.replaceState(null, "", `?item=${item.dataset.position}`);
  steps();
  if (!focus) return;
  window.scrollTo(0, 0);
  item.focus({ preventScroll: true });
}

if (links.size) {
  for (const item of items) {
    item.querySelector(".mark").hidden = false;
    show(item);
  }
  count();
  marksOf(attempt).then((kept) => {
    for (const position of kept) {
      const box = form.querySelector(`[data-mark="${position}"]`);
      if (!box) continue;
      box.checked = true;
      marks.add(position);
      show(box.closest(".item"));
    }
    count();
  });
  form.addEventListener("input", (event) => {
    const item = event.target.closest(".item");
    if (!item) return;
    const mark = event.target.dataset.mark;
    if (mark) {
      event.target.checked ? marks.add(mark) : marks.delete(mark);
      if (practice === undefined) keepMarks(attempt, [...marks]);
    }
    refresh(item);
  });
  form.addEventListener("exam:restored", () => { items.forEach(show); count(); });
  form.addEventListener("focusin", (event) => {
    const item = event.target.closest(".item");
    if (item) go(item, false);
  });
}

if (oneItem && items.length) {
  go(items.find((item) => item.classList.contains("current")) || items[0], false);
  for (const button of form.querySelectorAll("[data-step]")) {
    button.addEventListener("click", (event) => {
      const next = items[items.findIndex((item) => item.classList.contains("current")) + Number(button.dataset.step)];
      if (!next) return;
      event.preventDefault();
      go(next);
    });
  }
  for (const link of links.values()) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(items.find((item) => item.dataset.position === link.dataset.to));
    });
  }
}
