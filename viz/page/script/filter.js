/* What is shown: by kind, relation, community and years. */

const visible = new Uint8Array(nodes.length);
const visibleEdges = new Uint8Array(edges.length);
const shown = { nodes: 0, edges: 0 };

const inYears = (thing) =>
  state.years === null || thing.years.some((year) => year >= state.years[0] && year <= state.years[1]);
const inYear = (year) => state.years === null || (year >= state.years[0] && year <= state.years[1]);
const timeless = (edge) => edge.years.length === 0;
const isHidden = (node) =>
  state.hiddenKinds.has(node.kind) ||
  (state.colour === "community" && state.hiddenCommunities.has(communityOf(node))) ||
  !inYears(node);

/* A node that only hidden relations hold goes with them. */
function filter() {
  for (const node of nodes) visible[node.id] = isHidden(node) ? 0 : 1;
  const linked = new Uint8Array(nodes.length);
  const cutOff = new Uint8Array(nodes.length);
  for (const edge of edges) {
    const possible = visible[edge.from] && visible[edge.to] && (timeless(edge) || inYears(edge));
    const kept = possible && !state.hiddenRelations.has(edge.relation);
    visibleEdges[edge.id] = kept ? 1 : 0;
    if (possible) (kept ? linked : cutOff)[edge.from] = (kept ? linked : cutOff)[edge.to] = 1;
  }
  for (const node of nodes) if (cutOff[node.id] && !linked[node.id]) visible[node.id] = 0;
  for (const edge of edges) if (!visible[edge.from] || !visible[edge.to]) visibleEdges[edge.id] = 0;
  shown.nodes = visible.reduce((sum, one) => sum + one, 0);
  shown.edges = visibleEdges.reduce((sum, one) => sum + one, 0);
}

/* The chosen node with its neighbours, or the chosen edge with its ends; null when nothing is chosen. */
function near() {
  if (state.chosen === null) return null;
  if (state.chosen.edge !== undefined) {
    const edge = edges[state.chosen.edge];
    return { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.id]) };
  }
  const around = touching[state.chosen.node].filter((edge) => visibleEdges[edge.id]);
  const ends = around.flatMap((edge) => [edge.from, edge.to]);
  return { nodes: new Set([state.chosen.node, ...ends]), edges: new Set(around.map((edge) => edge.id)) };
}

/* Show a node that filters hide; tell whether they did. */
function makeVisible(id) {
  const node = nodes[id];
  if (visible[id]) return false;
  state.hiddenKinds.delete(node.kind);
  state.hiddenCommunities.delete(communityOf(node));
  if (!inYears(node)) state.years = null;
  filter();
  if (!visible[id]) {
    state.hiddenRelations.clear();
    filter();
  }
  drawFilters();
  return true;
}
