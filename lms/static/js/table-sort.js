// <table data-sortable>: each header becomes a button. A cell's data-sort goes before its text; numbers are read the Vietnamese way.

const words = new Intl.Collator(document.documentElement.lang || "vi", { numeric: true });

function keyOf(row, index) {
  const cell = row.cells[index];
  const text = (cell.dataset.sort ?? cell.textContent).trim();
  if (cell.dataset.sort === undefined && !cell.classList.contains("num")) return text;
  const number = Number(cell.dataset.sort ?? text.replace(/[.\s%]/g, "").replace(",", "."));
  return Number.isNaN(number) ? text : number;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return words.compare(String(a), String(b));
}

function sortBy(table, header, index) {
  const down = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [keyOf(row, index), row]);
  rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
  body.append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...table.tHead.rows[0].cells].forEach((header, index) => {
    if (header.dataset.sortable === "no" || !header.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sortBy(table, header, index));
    header.append(button);
  });
}
