"use strict";
(() => {
  const form = document.getElementById("filter");
  const table = document.getElementById("findings");
  if (!form || !table) return;

  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const choices = Array.from(form.querySelectorAll("select"));
  const order = new Intl.Collator("en", { numeric: true });

  function filter() {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits =
        choices.every((choice) => !choice.value || row.dataset[choice.name] === choice.value) &&
        words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    form.elements.shown.value = `${shown} of ${rows.length} shown`;
  }

  function key(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent;
  }

  function sort(head) {
    const heads = Array.from(head.parentNode.cells);
    const column = heads.indexOf(head);
    const first = "sort" in (rows[0].cells[column].dataset) ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    const direction = head.getAttribute("aria-sort") === first ? second : first;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const keys = new Map(rows.map((row) => [row, key(row, column)]));
    rows.sort((one, other) => sign * order.compare(keys.get(one), keys.get(other)));
    const sorted = document.createDocumentFragment();
    for (const row of rows) sorted.append(row);
    body.append(sorted);
  }

  table.tHead.addEventListener("click", (event) => {
    const head = event.target.closest("th");
    if (head) sort(head);
  });
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  table.classList.add("live");
  filter();
})();
