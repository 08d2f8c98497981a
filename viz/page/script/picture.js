/* Pictures of what the stage shows, with title, legend and source: as SVG, and the same drawn on a canvas as PNG. */

const MARGIN = 24;
const ROW = 20;

/* Characters that XML does not take. */
const clean = (words) => words.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");

/* Words set in lines of a width, broken where the language breaks them; beyond `most` lines they end in an ellipsis. */
function setInLines(words, { size, bold = false, room, most }) {
  const font = `${bold ? 600 : 400} ${size}px ${family}`;
  const pieces = words.match(/[\p{L}\p{N}]*[a-z0-9]+[\p{P}]*\s*|./giu) || [];
  const lines = [""];
  for (const piece of pieces) {
    if (lines.at(-1) && widthOf(font, lines.at(-1) + piece.trimEnd()) > room) lines.push("");
    lines[lines.length - 1] += piece;
  }
  const kept = lines.slice(0, most).map((line) => line.trim());
  if (lines.length > most) kept[most - 1] = `${kept[most - 1].slice(0, -1)}…`;
  return kept;
}

/* The picture as a list of marks: lines, shapes and words, in the order they are drawn. */
function scene() {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const room = width - 2 * MARGIN;
  const title = { size: 18, bold: true, room, most: 3 };
  const source = { size: 11, room, most: 4 };
  const above = setInLines(told.title || text("title"), title);
  const below = setInLines(sourceNote(), source);
  const top = 14 + above.length * 26 + 26;
  const key = legendRows(room);
  const foot = top + height + 16 + key.height;
  const total = foot + 6 + below.length * 16 + 12;
  const paper = themed("--paper");
  const ink = { fill: themed("--ink"), align: "left", x: MARGIN };
  const soft = { ...ink, fill: themed("--soft") };
  const marks = [
    { fill: themed("--ground"), path: `M0 ${top}h${width}v${height}h${-width}Z` },
    ...lineMarks(top),
    ...nodeMarks(top),
    ...labelMarks(top),
    { fill: paper, path: `M0 0h${width}v${top}h${-width}Z` },
    { fill: paper, path: `M0 ${top + height}h${width}V${total}h${-width}Z` },
    ...above.map((words, at) => ({ ...ink, words, y: 14 + at * 26, size: 18, bold: true })),
    { ...soft, words: countNote(), y: top - 24, size: 12 },
    ...key.marks(MARGIN, top + height + 16),
    ...below.map((words, at) => ({ ...soft, words, y: foot + 6 + at * 16, size: 11 })),
  ];
  return { width, height: total, marks };
}

function lineMarks(top) {
  const close = near();
  const { scale, x, y } = drawing.view();
  const grown = grownAt(scale);
  const at = (node) => [rounded(node.px * scale + x), rounded(node.py * scale + y + top)];
  const outside = ([ax, ay], [bx, by]) =>
    Math.max(ax, bx) < 0 || Math.min(ax, bx) > stage.clientWidth || Math.max(ay, by) < top || Math.min(ay, by) > top + stage.clientHeight;
  return edges.flatMap((edge) => {
    const ends = [at(nodes[edge.from]), at(nodes[edge.to])];
    if (!visibleEdges[edge.id] || outside(...ends)) return [];
    const line = relations.get(edge.relation);
    const opacity = close ? (close.edges.has(edge.id) ? 0.95 : 0.06) : edge.relation === "within" ? 0.7 : drawing.quietness;
    return [{ line: ends, stroke: colourOf(line), opacity: rounded(opacity * 10) / 10, thick: rounded(Math.max(0.5, line.width * grown * scale)), dashes: line.dashes }];
  });
}

function nodeMarks(top) {
  const close = near();
  return [...onStage(null)].reverse().map(({ node, x, y, reach }) => {
    const chosen = state.chosen && state.chosen.node === node.id;
    return {
      path: outline(looks.get(node.kind).shape, x, y + top, Math.max(reach, 1)),
      fill: nodeColour(node),
      opacity: close && !close.nodes.has(node.id) ? 0.16 : 1,
      ...(chosen ? { stroke: themed("--ink"), thick: 2.5 } : {}),
    };
  });
}

const labelMarks = (top) =>
  placeLabels().map(({ label, x, y, size, bold, faint }) => ({
    words: label,
    x,
    y: y + top,
    size,
    bold,
    fill: themed("--ink"),
    halo: themed("--ground"),
    align: "center",
    opacity: faint ? 0.25 : 1,
  }));

/* What the picture's shapes and colours mean: kinds, or communities with the kinds' shapes in one colour behind them. */
function legendEntries() {
  const kinds = told.kinds.filter((kind) => kindCounts.has(kind.name) && !state.hiddenKinds.has(kind.name));
  const coloured = state.colour !== "community";
  const shapes = kinds.map((kind) => ({ shape: kind.shape, colour: coloured ? colourOf(kind) : themed("--soft"), label: named(kind) }));
  if (coloured) return shapes;
  const shown = communities().filter(({ community }) => !state.hiddenCommunities.has(community));
  const colours = shown.map(({ community, label }) => ({ shape: "dot", colour: communityColour(community), label }));
  return [...colours, ...shapes];
}

/* The legend set in rows as wide as the picture. */
function legendRows(room) {
  const placed = [];
  let [x, y] = [0, 0];
  for (const entry of legendEntries()) {
    const wide = 24 + widthOf(`400 12px ${family}`, entry.label) + 16;
    if (x > 0 && x + wide > room) [x, y] = [0, y + ROW];
    placed.push({ ...entry, x, y });
    x += wide;
  }
  const marks = (left, top) =>
    placed.flatMap(({ shape, colour, label, x: dx, y: dy }) => [
      { path: outline(shape, left + dx + 6, top + dy + 7, 5.5), fill: colour },
      { words: label, x: left + dx + 18, y: top + dy, size: 12, fill: themed("--ink"), align: "left" },
    ]);
  return { height: placed.length ? y + ROW : 0, marks };
}

function svgOf({ width, height, marks }) {
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": family });
  root.append(svg("title", {}, clean(told.title || text("title"))));
  for (const mark of marks) root.append(svgMark(mark));
  return new XMLSerializer().serializeToString(root);
}

function svgMark(mark) {
  const faint = mark.opacity !== undefined && mark.opacity < 1 ? { opacity: mark.opacity } : {};
  if (mark.line) {
    const [[x1, y1], [x2, y2]] = mark.line;
    const dashes = mark.dashes.length ? { "stroke-dasharray": mark.dashes.join(" ") } : {};
    return svg("line", { x1, y1, x2, y2, stroke: mark.stroke, "stroke-width": mark.thick, ...dashes, ...faint });
  }
  if (mark.path) {
    const edge = mark.stroke ? { stroke: mark.stroke, "stroke-width": mark.thick } : {};
    return svg("path", { d: mark.path, fill: mark.fill, ...edge, ...faint });
  }
  const halo = mark.halo ? { stroke: mark.halo, "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke" } : {};
  const anchor = mark.align === "center" ? { "text-anchor": "middle" } : {};
  const weight = mark.bold ? { "font-weight": 600 } : {};
  const at = { x: rounded(mark.x), y: rounded(mark.y + mark.size * 0.88) };
  return svg("text", { ...at, "font-size": mark.size, fill: mark.fill, ...anchor, ...weight, ...halo, ...faint }, clean(mark.words));
}

function canvasOf({ width, height, marks }, scale) {
  const picture = make("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const context = picture.getContext("2d");
  context.scale(scale, scale);
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const mark of marks) drawMark(context, mark);
  return picture;
}

function drawMark(context, mark) {
  context.globalAlpha = mark.opacity ?? 1;
  if (mark.line) {
    context.strokeStyle = mark.stroke;
    context.lineWidth = mark.thick;
    context.setLineDash(mark.dashes);
    context.stroke(new Path2D(`M${mark.line[0].join(" ")}L${mark.line[1].join(" ")}`));
    context.setLineDash([]);
  } else if (mark.path) {
    context.fillStyle = mark.fill;
    context.fill(new Path2D(mark.path));
    if (!mark.stroke) return;
    context.strokeStyle = mark.stroke;
    context.lineWidth = mark.thick;
    context.stroke(new Path2D(mark.path));
  } else {
    context.font = `${mark.bold ? 600 : 400} ${mark.size}px ${family}`;
    context.textAlign = mark.align;
    if (mark.halo) {
      context.strokeStyle = mark.halo;
      context.lineWidth = 3.5;
      context.strokeText(mark.words, mark.x, mark.y);
    }
    context.fillStyle = mark.fill;
    context.fillText(mark.words, mark.x, mark.y);
  }
}

function download(name, blob) {
  const anchor = make("a", { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
}

const saveVector = () => download("network.svg", new Blob([svgOf(scene())], { type: "image/svg+xml" }));
const savePicture = () => canvasOf(scene(), 2).toBlob((blob) => download("network.png", blob));
