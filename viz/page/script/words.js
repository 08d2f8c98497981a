/* The state of the page, its words, and the address that holds both. */

const state = {
  language: navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en",
  hiddenKinds: new Set(),
  hiddenRelations: new Set(),
  hiddenCommunities: new Set(),
  years: null, // [first, last], null for all
  chosen: null, // { node } or { edge }, by number
  hovered: null,
  arrange: told.arrange,
  colour: "kind",
};

const text = (key, values = {}) =>
  Object.entries(values).reduce(
    (line, [name, value]) => line.replaceAll(`{${name}}`, () => String(value)),
    told.texts[state.language][key],
  );
const named = (thing) => thing[state.language];
const nameOf = (node) => (state.language === "en" && node.en) || node.label;
const listed = (parts) => parts.join(state.language === "zh" ? "、" : ", ");
const counted = (number) => (number < 10000 ? String(number) : number.toLocaleString("en-US"));

const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "click") element.addEventListener("click", value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

function sourceNote() {
  const spans = reports.map((report) => report.year).filter((year) => year !== null);
  const first = spans.reduce((least, year) => Math.min(least, year), Infinity);
  const last = spans.reduce((most, year) => Math.max(most, year), -Infinity);
  const range = !spans.length ? "?" : first === last ? first : `${first}–${last}`;
  const source = reports.length ? text("source", { reports: counted(reports.length), years: range }) : text("source_none");
  return told.note ? `${source} · ${told.note}` : source;
}

/* ---- the address: what is chosen and how it is looked at can be sent to others ---- */

// A page inside another (a notebook's cell) has no address of its own.
const addressed = window.location.protocol !== "about:";

function written() {
  const { chosen } = state;
  const entries = {
    node: chosen && chosen.node !== undefined ? nodes[chosen.node].iri : "",
    edge: chosen && chosen.edge !== undefined ? String(chosen.edge) : "",
    years: state.years ? state.years.join("-") : "",
    hide: [...state.hiddenKinds].sort().join(","),
    norel: [...state.hiddenRelations].sort().join(","),
    nocom: [...state.hiddenCommunities].sort().join(","),
    arrange: state.arrange === told.arrange ? "" : state.arrange,
    colour: state.colour === "kind" ? "" : state.colour,
    lang: state.spoken || "",
  };
  const kept = Object.entries(entries).filter(([, value]) => value);
  return kept.length ? `#${new URLSearchParams(kept)}` : "";
}

function remember({ step = false } = {}) {
  if (!addressed) return;
  const address = window.location.href.split("#")[0] + written();
  if (step && address !== window.location.href) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
}

/* Take over what the address says; what it says wrongly is as if it said nothing. */
function recall() {
  const said = new URLSearchParams(addressed ? window.location.hash.slice(1) : "");
  const list = (name, known) => new Set((said.get(name) || "").split(",").filter((one) => known(one)));
  state.hiddenKinds = list("hide", (name) => looks.has(name));
  state.hiddenRelations = list("norel", (name) => relations.has(name));
  state.hiddenCommunities = list("nocom", (name) => /^(\d+|other)$/.test(name));
  const span = (said.get("years") || "").split("-").map(Number);
  const known = span.length === 2 && span.every((year) => years.includes(year)) && span[0] <= span[1];
  state.years = known ? span : null;
  state.arrange = told.arrangements.includes(said.get("arrange")) ? said.get("arrange") : told.arrange;
  state.colour = said.get("colour") === "community" ? "community" : "kind";
  if (["zh", "en"].includes(said.get("lang"))) state.language = state.spoken = said.get("lang");
  const node = said.get("node") ? nodes.findIndex((one) => one.iri === said.get("node")) : -1;
  const edge = /^\d+$/.test(said.get("edge") || "") ? Number(said.get("edge")) : -1;
  state.chosen = node >= 0 ? { node } : edge >= 0 && edge < edges.length ? { edge } : null;
}
