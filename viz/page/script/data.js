/* What the page tells, unpacked: columns become nodes and edges. The parts of this script share one scope, in the
   order that viz/render.py lists. Whatever comes from a report is put in with textContent or drawn on a canvas, never
   parsed as HTML. */

const byId = (id) => document.getElementById(id);
const told = JSON.parse(byId("data-told").textContent);
const looks = new Map(told.kinds.map((kind) => [kind.name, kind]));
const relations = new Map(told.relations.map((relation) => [relation.name, relation]));

async function unpack(id) {
  const written = atob(byId(id).textContent);
  const bytes = new Uint8Array(written.length);
  for (let at = 0; at < written.length; at += 1) bytes[at] = written.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

performance.mark("fazhi-begun");
const core = await unpack("data-drawn");

const column = (columns, name) => columns[name] || [];
const nodes = column(core.nodes, "iri").map((iri, id) => ({
  id,
  iri,
  kind: told.kinds[core.nodes.kind[id]].name,
  label: core.nodes.label[id],
  short: core.nodes.short[id] || core.nodes.label[id],
  en: core.nodes.en[id],
  others: core.nodes.others[id],
  code: core.nodes.code[id],
  years: core.years[core.nodes.years[id]],
  size: core.nodes.size[id],
  community: core.nodes.community[id],
  degree: 0,
  reports: [],
}));
const edges = column(core.edges, "from").map((from, id) => ({
  id,
  from,
  to: core.edges.to[id],
  relation: told.relations[core.edges.relation[id]].name,
  years: core.years[core.edges.years[id]],
  count: core.edges.count[id],
}));
const reports = column(core.reports, "label").map((label, at) => ({ label, year: core.reports.year[at] }));
for (const [at, place] of column(core.reports, "place").entries()) if (place >= 0) nodes[place].reports.push(reports[at]);
for (const node of nodes) node.reports.sort((a, b) => (a.year || 0) - (b.year || 0));

const touching = nodes.map(() => []);
for (const edge of edges) {
  touching[edge.from].push(edge);
  touching[edge.to].push(edge);
  nodes[edge.from].degree += 1;
  nodes[edge.to].degree += 1;
}
const ranked = [...nodes].sort((a, b) => b.size - a.size || a.id - b.id);
const years = [...new Set(nodes.flatMap((node) => node.years))].sort((a, b) => a - b);
performance.mark("fazhi-read");

/* The evidence is unpacked after the drawing is on the screen, and stands behind the scripts: it is the larger part. */
const evidence = { here: false };

function starts(counts) {
  let sum = 0;
  return counts.map((count) => (sum += count) - count);
}

async function readEvidence() {
  const { said, figures } = await unpack("data-evidence");
  Object.assign(evidence, { here: true, said, figures, saidFrom: starts(said.of), figuresFrom: starts(figures.of) });
}

const statement = (columns, at) => ({
  report: reports[columns.report[at]],
  year: columns.year[at],
  before: columns.before[at],
  quote: columns.quote[at],
  after: columns.after[at],
  section: columns.section[at],
  role: columns.role[at],
  article: columns.article[at],
});
const own = (counts, from, id) => Array.from({ length: counts[id] }, (_, at) => from[id] + at);
const saidOf = (edge) =>
  evidence.here ? own(evidence.said.of, evidence.saidFrom, edge.id).map((at) => statement(evidence.said, at)) : [];

function figuresOf(node) {
  if (!evidence.here) return [];
  const { figures } = evidence;
  return own(figures.of, evidence.figuresFrom, node.id).map((at) => ({
    zh: figures.zh[at],
    en: figures.en[at],
    measured: figures.measured[at],
    value: figures.value[at],
    comparator: figures.comparator[at],
    unit: figures.unit[at],
    said: statement(figures, at),
  }));
}
