/* The search for a node by any of its names or its code. */

const searchable = nodes.map((node) => [node.label, node.en, node.code, ...node.others].join("\n").toLowerCase());
const field = byId("search");
const results = byId("results");
let active = 0;

function found(words) {
  const wanted = words.toLowerCase();
  const pieces = wanted.split(/\s+/).filter(Boolean);
  if (!pieces.length) return [];
  const hits = ranked.filter((node) => pieces.every((one) => searchable[node.id].includes(one)));
  const rank = (node) => (node.label.toLowerCase() === wanted ? 0 : node.label.toLowerCase().startsWith(wanted) ? 1 : 2);
  return hits.sort((a, b) => rank(a) - rank(b)).slice(0, 12);
}

function drawResults() {
  const words = field.value.trim();
  active = 0;
  const rows = found(words).map((node) => {
    const row = make(
      "li",
      { role: "option", id: `result-${node.id}`, "aria-selected": "false" },
      iconOf(node),
      make("span", {}, nameOf(node)),
      make("span", { class: "what" }, named(looks.get(node.kind))),
    );
    row.addEventListener("mousedown", (event) => {
      event.preventDefault();
      pick(node);
    });
    return row;
  });
  results.replaceChildren(...(rows.length ? rows : [make("li", { class: "none" }, text("no_results"))]));
  results.hidden = !words;
  field.setAttribute("aria-expanded", String(!results.hidden));
  mark();
}

function mark() {
  const rows = [...results.querySelectorAll("[role=option]")];
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
  if (rows[active]) {
    field.setAttribute("aria-activedescendant", rows[active].id);
    rows[active].scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function closeResults() {
  results.hidden = true;
  field.setAttribute("aria-expanded", "false");
}

function pick(node) {
  closeResults();
  showFilters(false);
  field.value = nameOf(node);
  choose({ node: node.id }, { focus: true });
}

field.addEventListener("input", drawResults);
field.addEventListener("focus", () => field.value && drawResults());
field.addEventListener("blur", closeResults);
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const hits = found(field.value.trim());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    active = (active + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % Math.max(hits.length, 1);
    mark();
    event.preventDefault();
  } else if (event.key === "Enter" && hits[active]) pick(hits[active]);
  else if (event.key === "Escape") closeResults();
});
