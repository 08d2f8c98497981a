/* Names beside the nodes, drawn on a canvas of their own over whatever draws the nodes: at one size on the screen
   whatever the zoom, the most important first, and none over another. */

const stage = byId("stage");
const canvas = byId("canvas");
const overlay = byId("labels");
const family = getComputedStyle(document.documentElement).fontFamily;
const MOST_LABELS = 400;
const MOST_BODIES = 2500;

/* Seen from afar nodes grow against the zoom, so that shapes and colours can still be told apart. */
const MOST_GROWN = nodes.length > 1500 ? 2.5 : 1.5;
const grownAt = (scale) => Math.min(MOST_GROWN, Math.max(1, (0.75 / scale) ** 0.8));

const widths = new Map();
const measurer = make("canvas").getContext("2d");

function widthOf(font, label) {
  const key = font + label;
  if (!widths.has(key)) {
    measurer.font = font;
    widths.set(key, measurer.measureText(label).width);
  }
  return widths.get(key);
}

function shortened(node) {
  const name = nameOf(node);
  if (state.language === "zh" || name === node.label) return node.short;
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

function labelOrder(close) {
  const first = [state.hovered, state.chosen && state.chosen.node].filter((id) => id !== null && id !== undefined);
  const rest = close ? [...close.nodes].map((id) => nodes[id]).sort((a, b) => b.size - a.size || a.id - b.id) : ranked;
  return [...new Set([...first.map((id) => nodes[id]), ...rest])];
}

/* Boxes already drawn over, in cells so that a look-up costs little. */
function occupied() {
  const cells = new Map();
  const cellsOf = ([left, top, right, bottom]) => {
    const keys = [];
    for (let x = left >> 6; x <= right >> 6; x += 1) for (let y = top >> 6; y <= bottom >> 6; y += 1) keys.push(x * 4096 + y);
    return keys;
  };
  const over = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  return {
    take(box, owner) {
      for (const key of cellsOf(box)) {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push({ box, owner });
      }
    },
    free: (box, owner) =>
      !cellsOf(box).some((key) => (cells.get(key) || []).some((one) => one.owner !== owner && over(box, one.box))),
  };
}

/* The nodes on the stage with their places and radii on the screen, the most important first. */
function onStage(close) {
  const view = drawing.view();
  const grown = grownAt(view.scale) * view.scale;
  const inside = [];
  for (const node of labelOrder(close)) {
    if (!visible[node.id]) continue;
    const [x, y] = [node.px * view.scale + view.x, node.py * view.scale + view.y];
    if (x > -60 && y > -60 && x < stage.clientWidth + 60 && y < stage.clientHeight + 20)
      inside.push({ node, x, y, reach: node.size * grown });
    if (inside.length >= MOST_BODIES) break;
  }
  return inside;
}

/* Return the labels that have room: { node, label, x, y, size, bold, faint }, x the middle and y the top. */
function placeLabels() {
  const close = near();
  const inside = onStage(close);
  // In a crowd the first names are worth covering a few shapes.
  const always = (node) => (inside.length > 150 ? 30 : looks.get(node.kind).group === "places" ? 12 : 0);
  const [taken, bodies] = [occupied(), occupied()];
  for (const { node, x, y, reach } of inside) bodies.take([x - reach, y - reach, x + reach, y + reach], node.id);
  const placed = [];
  for (const [rank, one] of inside.entries()) {
    const label = labelFor(one, close);
    const free = (box, strict) =>
      taken.free(box, one.node.id) && ((!strict && rank < always(one.node)) || bodies.free(box, one.node.id));
    const spot = spotFor(one, label, free);
    if (!spot) continue;
    taken.take(spot.box, one.node.id);
    placed.push({ ...label, node: one.node, x: spot.x, y: spot.y });
    if (placed.length >= MOST_LABELS) break;
  }
  return placed;
}

function labelFor({ node }, close) {
  const chosen = Boolean(state.chosen) && state.chosen.node === node.id;
  const forced = chosen || node.id === state.hovered;
  const place = looks.get(node.kind).group === "places";
  const size = chosen ? 15 : place ? 13 : 12;
  const bold = place || chosen;
  const label = forced ? nameOf(node).slice(0, 40) : shortened(node);
  const half = widthOf(`${bold ? 600 : 400} ${size}px ${family}`, label) / 2;
  return { label, size, bold, half, forced, faint: Boolean(close) && !close.nodes.has(node.id) && !forced };
}

function spotFor({ x, y, reach }, { size, half, forced }, free) {
  const spots = [
    [x, y + reach + 3],
    [x + reach + half + 5, y - size / 2],
    [x - reach - half - 5, y - size / 2],
    [x, y - reach - size - 4],
  ].map(([middle, top]) => ({ x: middle, y: top, box: [middle - half - 3, top - 1, middle + half + 3, top + size + 2] }));
  const inStage = ({ box }) => box[0] > 0 && box[2] < stage.clientWidth;
  const fits = (strict) => spots.find((one) => inStage(one) && free(one.box, strict));
  return fits(true) || fits(false) || (forced ? spots[0] : null);
}

function drawOverlay() {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  if (overlay.width !== Math.round(width * ratio) || overlay.height !== Math.round(height * ratio)) {
    overlay.width = Math.round(width * ratio);
    overlay.height = Math.round(height * ratio);
  }
  const context = overlay.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  drawing.emphasise(context);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = themed("--ground");
  context.fillStyle = themed("--ink");
  for (const { label, x, y, size, bold, faint } of placeLabels()) {
    context.font = `${bold ? 600 : 400} ${size}px ${family}`;
    context.globalAlpha = faint ? 0.25 : 1;
    context.strokeText(label, x, y);
    context.fillText(label, x, y);
  }
  context.globalAlpha = 1;
}
