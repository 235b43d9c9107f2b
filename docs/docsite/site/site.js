// On a narrow screen each cell is shown under the name of its column.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.docutils:not(.ansible-option-table)")) {
    const names = Array.from(table.querySelectorAll("thead th"), (head) => head.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      Array.from(row.cells).forEach((cell, number) => {
        if (names[number]) cell.dataset.label = names[number];
      });
    }
  }
});
