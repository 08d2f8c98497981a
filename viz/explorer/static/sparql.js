// The page that writes queries: YASGUI with our prefixes, terms and questions, and views of results as chart and network.
// It asks this server alone. Without this script a plain form sends the query.

import Yasgui from "./vendor/yasgui.js";
import { init } from "./vendor/echarts.js";
import { Graph, save } from "./graph.js";

const setup = JSON.parse(document.getElementById("setup").textContent);
const words = setup.words;
const { Yasqe, Yasr } = window;
const ENDPOINT = `${location.origin}/sparql`;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const HAN = /[\u3400-\u9fff]/;
const MOST_BARS = 60;
const MOST_NODES = 150;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
};

/** An IRI as queries write it, if one of our prefixes fits. */
const prefixes = { ...setup.prefixes, id: setup.base };
function short(iri) {
  for (const [name, namespace] of Object.entries(prefixes))
    if (iri.startsWith(namespace) && iri.length > namespace.length) return `${name}:${iri.slice(namespace.length)}`;
  return iri;
}
const pageOf = (iri) => `${setup.thing}?iri=${encodeURIComponent(iri)}`;
const isWeb = (iri) => /^(https?|urn):/i.test(iri);

// ---- What the editor completes ----

/** The word before the cursor, valid SPARQL yet or not: where it is, and the token before it. */
function word(yasqe) {
  const { line, ch } = yasqe.getDoc().getCursor();
  const string = /[^\s{}()[\].,;^|/*+!=]*$/.exec(yasqe.getDoc().getLine(line).slice(0, ch))[0];
  const start = ch - string.length;
  const token = { ...yasqe.getTokenAt({ line, ch: start }), start, end: ch, string };
  return { ...token, from: { line, ch: start }, to: { line, ch }, before: yasqe.getPreviousNonWsToken(line, token) };
}

function termsCompleter(name, terms, fits) {
  const label = new Map(terms);
  return {
    name,
    bulk: false,
    autoShow: false,
    persistenceId: null,
    isValidCompletionPosition: (yasqe) => {
      const { string, before } = word(yasqe);
      return !/^[?$"'<#\d]/.test(string) && !HAN.test(string) && fits(before);
    },
    preProcessToken: word,
    get: (yasqe, token) => {
      const asked = token.string.toLowerCase();
      const found = terms.filter(([term, told]) => term.toLowerCase().includes(asked) || told.toLowerCase().includes(asked));
      return found.map(([term]) => term).slice(0, 100);
    },
    postprocessHints: (yasqe, hints) =>
      hints.map((hint) => ({ ...hint, displayText: `${hint.text}  ${label.get(hint.text) || ""}`, hint: put })),
  };
}

/** Put a completion into the query, and declare its prefix. */
function put(editor, data, hint) {
  editor.replaceRange(hint.text, hint.from || data.from, hint.to || data.to, "complete");
  const name = hint.text.split(":")[0];
  if (!hint.text.startsWith("<") && setup.prefixes[name] && !(name in editor.getPrefixesFromQuery()))
    editor.addPrefixes({ [name]: setup.prefixes[name] });
}

const afterType = (before) => ["a", "rdf:type"].includes(before.string);
const names = new Map();
const entityCompleter = {
  name: "entities",
  bulk: false,
  autoShow: false,
  persistenceId: null,
  isValidCompletionPosition: (yasqe) => {
    const { string } = word(yasqe);
    return /^<?[^"'#?$:]*$/.test(string) && (HAN.test(string) || /^<[^:>]{2,}$/.test(string));
  },
  preProcessToken: word,
  get: async (yasqe, token) => {
    const asked = token.string.replace(/^</, "").replace(/>$/, "");
    const answer = await fetch(`${setup.entities}?q=${encodeURIComponent(asked)}`);
    if (!answer.ok) return [];
    const found = await answer.json();
    for (const one of found) names.set(one.iri, `${one.name}  ${one.what}`);
    return found.map((one) => one.iri);
  },
  postProcessSuggestion: (yasqe, token, iri) => `<${iri}>`,
  postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, displayText: names.get(hint.text.slice(1, -1)) || hint.text })),
};

const given = Object.entries(setup.prefixes).map(([name, namespace]) => `${name}: <${namespace}>`);
Yasqe.forkAutocompleter("prefixes", { name: "ourPrefixes", persistenceId: null, get: () => given }, false);
Yasqe.registerAutocompleter(termsCompleter("classes", setup.classes, afterType), false);
Yasqe.registerAutocompleter(
  termsCompleter("terms", [...setup.properties, ...setup.individuals], (before) => !afterType(before) && !/^(PREFIX|BASE)$/i.test(before.string)),
  false,
);
Yasqe.registerAutocompleter(entityCompleter, false);
Yasqe.defaults.autocompleters = ["variables", "ourPrefixes", "classes", "entities", "terms"];

// ---- Results ----

class Table extends Yasr.plugins.table {
  label = words.table;
  helpReference = undefined;

  getUriLinkFromBinding(binding) {
    if (!isWeb(binding.value)) return element("span", { textContent: binding.value }).outerHTML;
    const link = element("a", { className: "iri", textContent: short(binding.value), title: binding.value });
    link.setAttribute("href", pageOf(binding.value));
    return link.outerHTML;
  }
}

const columnsOf = (yasr) => (yasr.results && yasr.results.getVariables()) || [];
const rowsOf = (yasr) => (yasr.results && yasr.results.getBindings()) || [];
const isNumeric = (rows, column) => {
  const values = rows.map((row) => row[column]).filter(Boolean);
  return values.length > 0 && values.every((value) => value.type !== "uri" && NUMBER.test(value.value));
};
const told = (value) => (!value ? "" : value.type === "uri" ? decoded(short(value.value)) : value.value);
const decoded = (text) => {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
};
const choice = (label, options, chosen, change) => {
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value, textContent: text, selected: value === chosen })));
  select.addEventListener("change", () => change(select.value));
  return element("label", {}, `${label} `, select);
};

class Chart {
  priority = 5;
  label = words.chart;

  constructor(yasr) {
    this.yasr = yasr;
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.repaint = () => this.chart && this.paint();
  }

  canHandleResults() {
    const rows = rowsOf(this.yasr);
    return rows.length > 0 && columnsOf(this.yasr).some((column) => isNumeric(rows, column));
  }

  getIcon() {
    return icon("M4 20V10M10 20V4M16 20v-7M22 20H2");
  }

  draw() {
    const columns = columnsOf(this.yasr);
    const rows = rowsOf(this.yasr);
    const numeric = columns.filter((column) => isNumeric(rows, column));
    const others = columns.filter((column) => !numeric.includes(column));
    const named = others.filter((column) => rows.some((row) => row[column] && row[column].type !== "uri"));
    const year = columns.find((column) => /year/i.test(column));
    this.by = [this.by, named[0], others[0], year, columns[0]].find((column) => columns.includes(column));
    this.of = [this.of, ...numeric.filter((column) => column !== this.by), numeric[0]].find((column) => numeric.includes(column));
    this.shape ||= this.by === year && numeric.includes(this.by) ? "line" : "bars";
    const redraw = (name) => (value) => {
      this[name] = value;
      this.draw();
    };
    const pairs = (list) => list.map((column) => [column, column]);
    const shapes = [["bars", words.bars], ["line", words.line], ["points", words.points]];
    this.stop();
    this.drawing = element("div", { className: "drawing" });
    this.note = element("p", { className: "note" });
    this.yasr.resultsEl.replaceChildren(
      element(
        "div",
        { className: "chart-choices" },
        choice(words.by, pairs(columns), this.by, redraw("by")),
        choice(words.of, pairs(numeric), this.of, redraw("of")),
        choice(words.shape, shapes, this.shape, redraw("shape")),
      ),
      this.drawing,
      this.note,
    );
    this.rows = rows.filter((row) => row[this.of]);
    const shown = this.shape === "bars" ? this.rows.slice(0, MOST_BARS) : this.rows;
    this.note.textContent = shown.length < rows.length ? fill(words.chart_note, { n: shown.length, total: rows.length }) : "";
    this.drawing.style.height = this.shape === "bars" ? `${Math.max(160, shown.length * 24 + 50)}px` : "420px";
    this.shown = shown;
    this.chart = init(this.drawing, null, { renderer: "svg" });
    this.paint();
    this.watch = new ResizeObserver(() => this.chart.resize());
    this.watch.observe(this.drawing);
    this.dark.addEventListener("change", this.repaint);
  }

  paint() {
    const paint = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const bars = this.shape === "bars";
    const across = this.shape === "points" && isNumeric(this.rows, this.by);
    const labels = { color: paint("--soft"), hideOverlap: true, ...(bars ? { width: 190, overflow: "truncate" } : {}) };
    const categories = {
      type: across ? "value" : "category",
      axisLabel: labels,
      axisLine: { lineStyle: { color: paint("--line") } },
      inverse: bars,
      scale: true,
      ...(across ? {} : { data: this.shown.map((row) => told(row[this.by])) }),
    };
    const values = { type: "value", axisLabel: { color: paint("--soft") }, splitLine: { lineStyle: { color: paint("--line") } } };
    const type = { bars: "bar", line: "line", points: "scatter" }[this.shape];
    const data = this.shown.map((row) => (across ? [Number(row[this.by].value), Number(row[this.of].value)] : Number(row[this.of].value)));
    this.chart.setOption(
      {
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        aria: { enabled: true },
        grid: { left: 8, right: 28, top: 16, bottom: 8, containLabel: true },
        tooltip: { renderMode: "richText", trigger: "item", backgroundColor: paint("--paper"), borderColor: paint("--line"), textStyle: { color: paint("--ink") } },
        [bars ? "yAxis" : "xAxis"]: categories,
        [bars ? "xAxis" : "yAxis"]: values,
        series: [{ type, data, barMaxWidth: 24, symbolSize: 7, itemStyle: { color: paint("--data") } }],
      },
      true,
    );
  }

  stop() {
    this.dark.removeEventListener("change", this.repaint);
    if (this.watch) this.watch.disconnect();
    if (this.chart) this.chart.dispose();
    this.chart = this.watch = null;
  }

  destroy() {
    this.stop();
  }

  download(name) {
    const svg = () => this.chart.renderToSVGString();
    return this.chart ? { contentType: "image/svg+xml", getData: svg, filename: `${name || "chart"}.svg`, title: words.save_svg } : undefined;
  }
}

const KINDS = [["place/", "Township", "dot"], ["provider/", "LawFirm", "square"], ["lawyer/", "Lawyer", "triangle"], ["instrument/", "Law", "diamond"], ["report/", "Report", "square"], ["government/", "Government", "square"]];

class Network {
  priority = 4;
  label = words.network;

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    const columns = columnsOf(this.yasr);
    const rows = rowsOf(this.yasr);
    const last = columns[Math.min(2, columns.length - 1)];
    return columns.length > 1 && rows.some((row) => row[columns[0]] && row[columns[0]].type === "uri" && row[last] && !NUMBER.test(row[last].value));
  }

  getIcon() {
    return icon("M6 6l12 5M6 6l5 13M18 11l-7 8M6 6m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M18 11m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M11 19m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0");
  }

  async draw() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", words.picture);
    const graph = new Graph(svg, { choose: (id) => isWeb(id) && window.open(pageOf(id), "_blank", "noopener") });
    const button = (text, act, label = text) => {
      const made = element("button", { type: "button", textContent: text, title: label });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      return made;
    };
    const data = this.read();
    const drawn = element("div", { className: "canvas" }, svg);
    const tools = element(
      "div",
      { className: "saves" },
      button("＋", () => graph.by(1.4), words.zoom_in),
      button("－", () => graph.by(1 / 1.4), words.zoom_out),
      button(words.fit, () => graph.fit()),
      button(words.save_png, async () => save(await graph.picture(document.title), "fazhi-results.png")),
      button(words.save_svg, () => save(new Blob([graph.document(document.title).text], { type: "image/svg+xml" }), "fazhi-results.svg")),
    );
    const note = data.more ? `${fill(words.graph_left_out, { n: MOST_NODES, more: data.more })} ${words.graph_note}` : words.graph_note;
    drawn.append(tools);
    this.yasr.resultsEl.replaceChildren(element("p", { className: "note", textContent: note }), drawn);
    await this.name(data.nodes);
    graph.show(data);
  }

  /** Nodes and links of the rows, as many as can be read. */
  read() {
    const columns = columnsOf(this.yasr);
    const [from, by, to] = columns.length > 2 ? columns : [columns[0], null, columns[1]];
    const nodes = new Map();
    const links = [];
    let more = 0;
    const labels = new Map();
    const triples = from === "subject" && by === "predicate";
    for (const row of rowsOf(this.yasr)) {
      const [source, relation, target] = [row[from], by && row[by], row[to]];
      if (!source || !target) continue;
      if (triples && target.type !== "uri") {
        if (relation.value === `${setup.prefixes.rdfs}label` && (!labels.has(source.value) || target["xml:lang"] === "zh")) labels.set(source.value, target.value);
        continue;
      }
      const fresh = [source, target].filter((one) => !nodes.has(one.value));
      if (nodes.size + new Set(fresh.map((one) => one.value)).size > MOST_NODES) {
        more += 1;
        continue;
      }
      for (const one of fresh) nodes.set(one.value, this.node(one));
      links.push({ source: source.value, target: target.value, label: told(relation), relation: "" });
    }
    for (const [iri, label] of labels) if (nodes.has(iri)) nodes.get(iri).label = label;
    return { nodes: [...nodes.values()], links, more, chosen: "" };
  }

  node(value) {
    const iri = value.type === "uri" ? value.value : "";
    const tail = iri.startsWith(setup.base) ? iri.slice(setup.base.length) : iri.startsWith(setup.prefixes.prog) ? "programme/" : "";
    const [, kind, shape] = KINDS.find(([begin]) => tail.startsWith(begin)) || (tail === "programme/" ? ["", "Programme", "star"] : ["", "", iri ? "dot" : "square"]);
    return { id: value.value, label: iri ? decoded(short(iri)).replace(/^id:/, "") : value.value, kind, shape, opened: true };
  }

  /** Give nodes their Chinese names, as the graph has them. */
  async name(nodes) {
    const iris = nodes.filter((node) => isWeb(node.id) && !/[<>"{}|^`\\\s]/.test(node.id)).map((node) => `<${node.id}>`);
    if (!iris.length) return;
    const query = `SELECT ?thing (SAMPLE(?label) AS ?name) WHERE { VALUES ?thing { ${iris.join(" ")} } ?thing <${setup.prefixes.rdfs}label> ?label FILTER(LANG(?label) != "en") } GROUP BY ?thing`;
    const answer = await fetch(ENDPOINT, { method: "POST", headers: { Accept: "application/sparql-results+json" }, body: new URLSearchParams({ query }) }).catch(() => null);
    if (!answer || !answer.ok) return;
    const named = new Map((await answer.json()).results.bindings.map((row) => [row.thing.value, row.name.value]));
    for (const node of nodes) if (named.has(node.id)) node.label = named.get(node.id);
  }

  destroy() {
    this.yasr.resultsEl.replaceChildren();
  }
}

Yasr.registerPlugin("table", Table);
Yasr.registerPlugin("chart", Chart);
Yasr.registerPlugin("network", Network);
Yasr.registerPlugin(
  "response",
  class extends Yasr.plugins.response {
    label = words.response;
  },
);
Yasr.defaults.pluginOrder = ["table", "chart", "network", "response"];

// ---- The page ----

const holder = document.getElementById("yasgui");
holder.hidden = false;
document.getElementById("plain").remove();

/** Links hold the query alone: where it is sent to, and how, is not for a link to say. */
Yasgui.Tab.prototype.getShareableLink = function () {
  return `${location.origin}${location.pathname}#${new URLSearchParams({ query: this.getQuery() })}`;
};

// The library's own words are English; they are replaced where they turn up, but never in the query or its answer.
const attributes = ["title", "aria-label", "placeholder"];
const theirs = ".CodeMirror-scroll, .dataTable td:not(.dt-empty), .dt-column-title, .graph, .drawing";
const patterns = [
  [/^Shows (?<name>.+) view$/, "{name}"],
  [/^(?<n>[\d,]+) results? in (?<s>[\d.]+) seconds?$/, words.results],
  [/^Response in (?<s>[\d.]+) seconds?$/, words.took],
  [/^Showing (?<from>[\d,]+) to (?<to>[\d,]+) of (?<n>[\d,]+) entr(y|ies)$/, words.rows],
  [/^Showing (?<from>[\d,]+) to (?<to>[\d,]+) of (?<n>[\d,]+) entr(y|ies) \(filtered from (?<all>[\d,]+) total entr(y|ies)\)$/, words.rows_of],
  [/^(?<name>.+): Activate to (invert sorting|remove sorting|sort)$/, words.sort],
  [/^The query was stopped after (?<s>\d+) s\..*$/s, words.stopped],
];
const unnamed = [
  [".CodeMirror textarea:not([aria-label])", { "aria-label": words.query }],
  ["select.tableSizer:not([aria-label])", { "aria-label": words.page_size }],
  [".tabsList button.addTab:not([role])", { role: "tab", "aria-selected": "false" }],
];

/** Name for screen readers what the library leaves without a name or a role. */
function name(root) {
  for (const [selector, given] of unnamed)
    for (const found of root.parentElement?.querySelectorAll(selector) || [])
      for (const [key, value] of Object.entries(given)) found.setAttribute(key, value);
}

/** The words of the page for words of the library; others stay as they are. */
function ours(text) {
  if (text in setup.labels) return setup.labels[text];
  for (const [pattern, written] of patterns) {
    const found = pattern.exec(text);
    if (found) return fill(written, found.groups);
  }
  return text;
}

function translate(root) {
  const holding = root.nodeType === Node.TEXT_NODE ? root.parentElement : root;
  if (holding?.nodeType !== Node.ELEMENT_NODE || holding.closest(theirs)) return;
  if (root === holding) {
    for (const name of attributes) {
      const found = root.getAttribute(name);
      if (found && ours(found) !== found) root.setAttribute(name, ours(found));
    }
    for (const child of root.childNodes) translate(child);
  } else if (ours(root.data) !== root.data) root.data = ours(root.data);
}
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.type === "childList" ? change.addedNodes : [change.target]) {
    translate(node);
    if (change.type === "childList" && node.nodeType === Node.ELEMENT_NODE) name(node);
  }
}).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: attributes });

const yasgui = new Yasgui(holder, {
  persistenceId: "fazhi-sparql",
  populateFromUrl: false,
  tabName: words.tab,
  autofocus: !matchMedia("(max-width: 640px)").matches,
  requestConfig: { endpoint: ENDPOINT, method: "POST", acceptHeaderGraph: "text/turtle" },
  yasqe: { value: setup.first, autocompleters: Yasqe.defaults.autocompleters, collapsePrefixesOnLoad: false },
  yasr: { ...Yasr.defaults, prefixes },
});

/** Show a query in a tab of its own, the one that has it already if there is one, and ask it. */
function ask(query, name) {
  const same = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value === query);
  if (same) yasgui.selectTabId(same.getId());
  else yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(yasgui), ...(name ? { name } : {}), yasqe: { value: query } });
  yasgui.getTab().query().catch(() => {});
}

function follow() {
  const query = new URLSearchParams(location.hash.slice(1)).get("query");
  if (query) ask(query);
  return Boolean(query);
}

if (!follow() && setup.query) ask(setup.query, setup.title);
addEventListener("hashchange", follow);

const state = document.getElementById("save-state");
document.getElementById("save").hidden = false;
document.getElementById("save-now").addEventListener("click", async () => {
  const chosen = document.getElementById("save-as").selectedOptions[0];
  const body = new URLSearchParams({ query: yasgui.getTab().getQuery() });
  state.textContent = "…";
  try {
    const answer = await fetch(ENDPOINT, { method: "POST", headers: { Accept: chosen.value }, body });
    if (!answer.ok) throw new Error((await answer.text()).slice(0, 300));
    save(await answer.blob(), `fazhi-results.${chosen.dataset.end}`);
    state.textContent = "";
  } catch (error) {
    state.textContent = error.message;
  }
});
