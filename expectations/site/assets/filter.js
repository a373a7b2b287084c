// The rows of the next table that hold what was typed, in any column. Without scripts the whole table stands there.
for (const input of document.querySelectorAll(".filter input")) {
  const line = input.closest(".filter");
  const rows = [...document.querySelectorAll("table")].find(
    (table) => line.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING,
  ).tBodies[0].rows;
  const texts = [...rows].map((row) => row.textContent.toLowerCase());
  line.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    texts.forEach((text, at) => {
      rows[at].hidden = !words.every((word) => text.includes(word));
      shown += !rows[at].hidden;
    });
    line.querySelector("output").textContent = words.length ? `${shown} 行` : "";
  });
}
