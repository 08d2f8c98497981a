/* The panel: what is told of the chosen node or line, with the sentences behind it. */

const panel = byId("panel");
const FIRST_ROWS = 60;
const MORE_ROWS = 240;

const link = (node) =>
  make("button", { type: "button", class: "link", click: () => choose({ node: node.id }, { focus: true }) }, nameOf(node));

const shutter = () =>
  make("button", { type: "button", class: "shut", "aria-label": text("close"), title: text("back"), click: () => choose(null) }, "×");

const part = (title, number, ...children) =>
  make("section", { class: "part" }, make("h3", {}, title, make("span", { class: "number" }, number)), ...children);

function drawPanel() {
  const { chosen } = state;
  panel.classList.toggle("overview", chosen === null);
  if (chosen === null) panel.replaceChildren(...overview());
  else if (chosen.edge !== undefined) panel.replaceChildren(...edgePanel(edges[chosen.edge]));
  else panel.replaceChildren(...nodePanel(nodes[chosen.node]));
}

/* A list that shows its first rows, and more when asked. */
function longList(items, row, attributes) {
  const list = make("ul", attributes, ...items.slice(0, FIRST_ROWS).map(row));
  let next = FIRST_ROWS;
  if (items.length <= next) return list;
  const more = make("button", { type: "button", class: "quiet more-rows" }, text("more_rows", { n: items.length - next }));
  more.addEventListener("click", () => {
    list.append(...items.slice(next, next + MORE_ROWS).map(row));
    next += MORE_ROWS;
    more.hidden = next >= items.length;
    more.textContent = text("more_rows", { n: items.length - next });
  });
  return make("div", {}, list, more);
}

function overview() {
  const head = make("div", { class: "head" }, make("h2", {}, text("overview")), make("p", { class: "more" }, text("hint")));
  const groups = told.groups.map((group) => {
    const mine = nodes.filter((node) => looks.get(node.kind).group === group.name && visible[node.id]);
    const best = mine.sort((a, b) => b.degree - a.degree || a.id - b.id).slice(0, 5);
    return best.length ? part(`${text("most_connected")} · ${named(group)}`, "", nodeList(best)) : "";
  });
  return [head, leftOut(), ...groups].filter((element) => element !== "");
}

function leftOut() {
  const left = Object.entries(core.left_out);
  if (!left.length) return "";
  const n = left.reduce((sum, [, count]) => sum + count, 0);
  const kinds = listed(left.map(([kind, count]) => `${named(looks.get(kind))} ${counted(count)}`));
  const values = { total: counted(nodes.length + n), kept: counted(nodes.length), n: counted(n), kinds };
  return make("p", { class: "warning", id: "left-out" }, text("left_out", values));
}

const nodeList = (some) =>
  make("ul", { class: "neighbours" }, ...some.map((node) =>
    make("li", {}, iconOf(node), link(node), make("span", { class: "note" }, text("links", { n: counted(node.degree) })))));

function nodePanel(node) {
  const about = [];
  if (node.code) about.push(`${text("code")} ${node.code}`);
  const others = [...(state.language === "en" && node.en ? [node.label] : node.en ? [node.en] : []), ...node.others];
  if (others.length) about.push(`${text("also")} ${listed(others)}`);
  const head = make(
    "div",
    { class: "head" },
    make("div", { class: "what" }, iconOf(node), named(looks.get(node.kind)), shutter()),
    make("h2", {}, nameOf(node)),
    ...about.map((line) => make("p", { class: "more" }, line)),
  );
  return [head, ...neighbours(node), figures(node), reportsOf(node)].filter((element) => element !== "");
}

function neighbours(node) {
  return told.relations.flatMap((relation) =>
    ["out", "back"].map((side) => {
      const here = side === "out" ? "from" : "to";
      const there = side === "out" ? "to" : "from";
      const mine = touching[node.id].filter(
        (edge) => edge.relation === relation.name && edge[here] === node.id && (timeless(edge) || inYears(edge)),
      );
      mine.sort((a, b) => b.count - a.count || nodes[b[there]].degree - nodes[a[there]].degree);
      return mine.length ? part(named(relation[side]), counted(mine.length), neighbourList(mine, there)) : "";
    }),
  );
}

function neighbourList(some, there) {
  const row = (edge) => {
    const other = nodes[edge[there]];
    const say = make(
      "button",
      { type: "button", class: "say", "data-edge": edge.id, click: () => choose({ edge: edge.id }) },
      text("evidence_n", { n: edge.count }),
    );
    return make("li", {}, iconOf(other), link(other), edge.count ? say : "");
  };
  return longList(some, row, { class: "neighbours" });
}

const loading = () => make("p", { class: "part note" }, text("loading"));

function figures(node) {
  if (!evidence.here) return loading();
  const left = evidence.figures.leftOut[node.id];
  if (left) return part(text("figures"), counted(left), make("p", { class: "note" }, text("figures_left_out")));
  const mine = figuresOf(node).filter((figure) => inYear(figure.said.year));
  if (!mine.length) return "";
  const head = make(
    "tr",
    {},
    make("th", { scope: "col" }, text("figure_indicator")),
    make("th", { scope: "col", class: "right" }, text("figure_value")),
    make("th", { scope: "col", class: "right" }, text("figure_year")),
  );
  return part(text("figures"), String(mine.length), make("table", {}, make("thead", {}, head), make("tbody", {}, ...mine.flatMap(figureRows))));
}

function amount(figure) {
  const comparator = told.texts.comparators[figure.comparator];
  const number = figure.value.replace(/\B(?=(\d{3})+(?!\d))/g, (gap, group, at, whole) =>
    whole.includes(".") && at > whole.indexOf(".") ? "" : ",");
  const space = state.language === "en" || /^[A-Za-z]/.test(figure.unit) ? " " : "";
  return `${comparator ? named(comparator) + " " : ""}${number}${figure.unit === "%" ? "" : space}${figure.unit}`;
}

function figureRows(figure) {
  const name = (state.language === "en" && figure.en) || figure.zh || figure.measured;
  const said = make("tr", { class: "said" }, make("td", { colspan: "3" }, quotation(figure.said)));
  said.hidden = true;
  const role = ["Plans", "Suggestions"].includes(figure.said.role) ? named(told.texts.roles[figure.said.role]) : "";
  const under = [
    role && make("span", { class: "wished" }, role),
    figure.measured && figure.measured !== name && make("span", { class: "measured" }, figure.measured),
  ].filter(Boolean);
  const opener = make("button", { type: "button", class: "link", "aria-expanded": "false", title: text("quote_of") }, name);
  const row = make(
    "tr",
    {},
    make("td", {}, opener, ...under),
    make("td", { class: "right" }, amount(figure)),
    make("td", { class: "right" }, figure.said.year === null ? "" : String(figure.said.year)),
  );
  opener.addEventListener("click", () => {
    said.hidden = !said.hidden;
    row.classList.toggle("open", !said.hidden);
    opener.setAttribute("aria-expanded", String(!said.hidden));
  });
  return [row, said];
}

function quotation({ report, year, before, quote, after, section, role, article }) {
  const where = [
    report ? report.label : "",
    year === null ? "" : String(year),
    section || text("no_section"),
    told.texts.roles[role] ? named(told.texts.roles[role]) : "",
    article ? `${text("article")} ${article}` : "",
  ].filter((piece, at, all) => piece && all.indexOf(piece) === at);
  return make(
    "blockquote",
    {},
    before.trimStart(),
    make("mark", {}, quote),
    after,
    make("footer", {}, where.join(" · ")),
  );
}

function reportsOf(node) {
  if (!node.reports.length) return "";
  const row = ({ label, year }) =>
    make("li", {}, make("span", {}, label), make("span", { class: "note" }, year === null ? "" : String(year)));
  return part(text("reports"), String(node.reports.length), longList(node.reports, row, { class: "reports" }));
}

function edgePanel(edge) {
  const relation = relations.get(edge.relation);
  const head = make(
    "div",
    { class: "head" },
    make("div", { class: "what" }, stroke(relation), named(relation), shutter()),
    make("p", { class: "ends" }, link(nodes[edge.from]), make("span", { class: "verb" }, named(relation)), link(nodes[edge.to])),
  );
  if (!edge.count) return [head, make("p", { class: "part note" }, text("no_evidence"))];
  if (!evidence.here) return [head, loading()];
  const here = saidOf(edge);
  const said = here.filter((one) => inYear(one.year));
  const more = edge.count - here.length;
  const note = more > 0 ? make("p", { class: "note" }, text("more_evidence", { n: more })) : "";
  return [head, part(text("evidence"), String(edge.count), ...said.map(quotation), note)];
}
