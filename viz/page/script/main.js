/* The page put together: choosing, moving about, the tools, and what tests and scripts may call. */

function choose(chosen, { focus = false, step = true } = {}) {
  state.chosen = chosen;
  if (chosen && chosen.node !== undefined && makeVisible(chosen.node)) paint();
  drawPanel();
  drawing.mark();
  panel.scrollTop = 0;
  if (focus && chosen && chosen.node !== undefined) focusOn(chosen.node);
  remember({ step });
}

const countNote = () => text("shown", { nodes: counted(shown.nodes), edges: counted(shown.edges) });

function paint() {
  drawing.update();
  byId("empty").hidden = shown.nodes > 0;
  byId("count").textContent = countNote();
}

function refresh() {
  filter();
  const { chosen } = state;
  const gone = chosen && (chosen.edge !== undefined ? !visibleEdges[chosen.edge] : !visible[chosen.node]);
  if (gone) state.chosen = null;
  drawFilters();
  drawPanel();
  paint();
  remember();
}

let saying = 0;

/* Say something in a line over the stage for some seconds. */
function say(line) {
  byId("said").textContent = line;
  byId("said").hidden = false;
  clearTimeout(saying);
  saying = setTimeout(() => (byId("said").hidden = true), 6000);
}

/* ---- moving about ---- */

const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function move(ids, animated = true) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const id of ids) {
    const { px, py } = nodes[id];
    [left, right, top, bottom] = [Math.min(left, px), Math.max(right, px), Math.min(top, py), Math.max(bottom, py)];
  }
  if (left > right) return;
  const room = [Math.max(stage.clientWidth - 130, 120), Math.max(stage.clientHeight - 130, 100)];
  const scale = Math.max(0.002, Math.min(1.5, room[0] / (right - left + 30), room[1] / (bottom - top + 30)));
  // The tools stand at the foot of the stage.
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 + 22 / scale };
  drawing.look(middle, scale, animated && !calm());
}

const fit = (animated = true) => move(nodes.filter((node) => visible[node.id]).map((node) => node.id), animated);

/* Show a node with its neighbours, whole. */
const focusOn = (id, animated = true) => move([...(near() || { nodes: [id] }).nodes].filter((one) => visible[one]), animated);

function zoom(factor) {
  const { scale, x, y } = drawing.view();
  const middle = { x: (stage.clientWidth / 2 - x) / scale, y: (stage.clientHeight / 2 - y) / scale };
  drawing.look(middle, scale * factor, !calm());
}

/* ---- words ---- */

function drawWords() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  const title = told.title || text("title");
  document.title = title;
  byId("title").textContent = title;
  byId("source").textContent = sourceNote();
  byId("source").title = sourceNote();
  byId("language").textContent = state.language === "zh" ? "English" : "中文";
  byId("language").lang = state.language === "zh" ? "en" : "zh-CN";
  field.placeholder = text("search");
  field.setAttribute("aria-label", text("search"));
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = text(element.dataset.label);
  }
}

function speak(language) {
  state.language = language;
  drawWords();
  drawFilters();
  drawPanel();
  paint();
  drawing.redraw();
}

/* ---- tools ---- */

function showFilters(shows) {
  byId("filters").classList.toggle("shown", shows);
  byId("filters-switch").setAttribute("aria-expanded", String(shows));
}

function showMenu(shows) {
  byId("save-menu").hidden = !shows;
  byId("save").setAttribute("aria-expanded", String(shows));
}

const tools = {
  language() {
    state.spoken = state.language === "zh" ? "en" : "zh";
    speak(state.spoken);
    remember();
  },
  fit: () => fit(),
  "zoom-in": () => zoom(1.4),
  "zoom-out": () => zoom(1 / 1.4),
  save: () => showMenu(byId("save-menu").hidden),
  picture: savePicture,
  vector: saveVector,
  positions: savePositions,
  load: () => byId("positions-file").click(),
  "all-kinds"() {
    for (const hidden of [state.hiddenKinds, state.hiddenRelations, state.hiddenCommunities]) hidden.clear();
    refresh();
  },
  "filters-switch": () => showFilters(!byId("filters").classList.contains("shown")),
};

function listen() {
  for (const [id, act] of Object.entries(tools)) byId(id).addEventListener("click", act);
  for (const item of byId("save-menu").querySelectorAll("button")) item.addEventListener("click", () => showMenu(false));
  document.addEventListener("click", (event) => event.target.closest(".saving") || showMenu(false));
  byId("positions-file").addEventListener("change", async ({ target }) => {
    if (target.files.length) await loadPositions(target.files[0]);
    target.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.activeElement === field) return;
    if (!byId("save-menu").hidden) showMenu(false);
    else choose(null);
  });
  darkness.addEventListener("change", () => speak(state.language));
  window.addEventListener("popstate", takeAddress);
  let fitted = { width: stage.clientWidth, height: stage.clientHeight };
  new ResizeObserver(() => {
    const grown = Math.max(Math.abs(stage.clientWidth - fitted.width), Math.abs(stage.clientHeight - fitted.height));
    fitted = { width: stage.clientWidth, height: stage.clientHeight };
    if (grown) drawing.resized();
    if (grown <= 40) return;
    if (state.chosen && state.chosen.node !== undefined) focusOn(state.chosen.node, false);
    else fit(false);
  }).observe(stage);
}

/* The address changed: back, forward, or another one typed. */
function takeAddress() {
  const before = state.arrange;
  recall();
  if (state.arrange !== before) {
    takePlaces();
    drawing.place();
    fit(false);
  }
  filter();
  drawWords();
  drawFilters();
  if (state.chosen && state.chosen.node !== undefined) makeVisible(state.chosen.node);
  drawPanel();
  paint();
  if (state.chosen && state.chosen.node !== undefined) focusOn(state.chosen.node);
}

const hooks = {
  drawn: drawOverlay,
  click(node, edge) {
    showFilters(false);
    if (node !== undefined) choose({ node });
    else if (edge !== undefined) choose({ edge });
    else if (state.chosen) choose(null);
  },
  doubleClick: (node) => focusOn(node),
  hover(node) {
    state.hovered = node;
    canvas.style.cursor = node === null ? "" : "pointer";
    drawing.redraw();
  },
  moved,
};

const frameShown = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));

recall();
takePlaces();
filter();
drawWords();
drawFilters();
drawPanel();
byId("empty").textContent = text(drawing.possible() ? "empty" : "no_drawing");
if (!drawing.possible()) return;
// A large drawing takes a moment; let the rest of the page be seen before it.
if (nodes.length > 1500) await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
drawing.begin(hooks);
fit(false);
paint();
if (state.chosen && state.chosen.node !== undefined) {
  if (makeVisible(state.chosen.node)) paint();
  focusOn(state.chosen.node);
}
listen();

/* What tests, and scripts that drive the page, may rely on. */
const idOf = (name) => {
  const node = nodes.find((one) => one.iri === name || one.label === name);
  if (!node) throw new Error(`no node is called ${name}`);
  return node.id;
};
const onPage = (px, py) => {
  const { scale, x, y } = drawing.view();
  const box = stage.getBoundingClientRect();
  return { x: box.left + px * scale + x, y: box.top + py * scale + y };
};
window.fazhi = Object.freeze({
  canvasPosition: (name) => onPage(nodes[idOf(name)].px, nodes[idOf(name)].py),
  edgePosition(from, to) {
    const [a, b] = [nodes[idOf(from)], nodes[idOf(to)]];
    return onPage((a.px + b.px) / 2, (a.py + b.py) / 2);
  },
  select: (name) => choose({ node: idOf(name) }, { focus: true }),
  fit: () => fit(false),
  visible: () => nodes.filter((node) => visible[node.id]).map((node) => node.label),
  visibleEdges: () => shown.edges,
  drawnBy: () => (typeof vis === "undefined" ? "sigma" : "vis"),
});
await frameShown();
performance.mark("fazhi-nodes");
if (drawing.complete) {
  drawing.complete();
  await frameShown();
}
performance.mark("fazhi-drawn");
document.documentElement.dataset.drawn = "true";
await readEvidence();
if (state.chosen) drawPanel();
document.documentElement.dataset.told = "true";
