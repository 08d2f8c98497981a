/* The page's behaviour. Whatever comes from a report is put in with textContent or drawn on the canvas,
   never parsed as HTML. */
(() => {
  "use strict";

  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const byId = (id) => document.getElementById(id);
  const told = read("data-told");
  const looks = new Map(told.kinds.map((kind) => [kind.name, kind]));
  const relations = new Map(told.relations.map((relation) => [relation.name, relation]));
  const nodes = read("data-nodes").map((node) => ({ ...node, short: node.label, ...told.nodes[node.id] }));
  const edges = read("data-edges").map((edge, at) => ({ ...edge, count: told.edges[at][0], said: told.edges[at][1] }));
  const edgeById = new Map(edges.map((edge) => [edge.id, edge]));
  const touching = nodes.map(() => []);
  for (const edge of edges) {
    touching[edge.from].push(edge);
    touching[edge.to].push(edge);
  }

  const years = [...new Set(nodes.flatMap((node) => node.years))].sort();
  const state = {
    language: navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en",
    hiddenKinds: new Set(),
    hiddenRelations: new Set(),
    year: null,
    chosen: null,
    hovered: null,
    visible: new Set(),
    visibleEdges: new Set(),
  };

  /* ---- words ---- */

  const text = (key, values = {}) =>
    Object.entries(values).reduce(
      (line, [name, value]) => line.replaceAll(`{${name}}`, () => String(value)),
      told.texts[state.language][key],
    );
  const named = (thing) => thing[state.language];
  const nameOf = (node) => (state.language === "en" && node.en) || node.label;
  const listed = (parts) => parts.join(state.language === "zh" ? "、" : ", ");

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

  /* ---- colours and shapes ---- */

  const darkness = window.matchMedia("(prefers-color-scheme: dark)");
  const colourOf = (look) => (darkness.matches ? look.dark : look.colour);
  const themed = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const faded = (colour, opacity) => {
    const part = (at) => parseInt(colour.slice(at, at + 2), 16);
    return `rgba(${part(1)},${part(3)},${part(5)},${opacity})`;
  };

  const drawn = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const outlines = {
    square: "M3 3h10v10H3z",
    diamond: "M8 1.500L14.500 8L8 14.500L1.500 8z",
    triangle: "M8 2L15 14H1z",
    triangleDown: "M8 14L15 2H1z",
    star: "M8 1l2 4.900 5.200.400-4 3.400 1.300 5.100L8 12l-4.500 2.800 1.300-5.100-4-3.400L6 5.900z",
    hexagon: "M4.500 2h7L15 8l-3.500 6h-7L1 8z",
  };
  const icon = (look) => {
    const picture = drawn("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" });
    const path = outlines[look.shape];
    picture.append(path ? drawn("path", { d: path }) : drawn("circle", { cx: 8, cy: 8, r: 6.5 }));
    picture.firstChild.setAttribute("fill", colourOf(look));
    return picture;
  };
  const stroke = (look) => {
    const picture = drawn("svg", { viewBox: "0 0 22 16", class: "icon wide", "aria-hidden": "true" });
    const line = drawn("path", { d: "M1 8h20", stroke: colourOf(look), "stroke-width": 1.2 + look.width / 2 });
    if (look.dashes.length) line.setAttribute("stroke-dasharray", look.dashes.map((dash) => dash * 0.7).join(" "));
    picture.append(line);
    return picture;
  };

  /* ---- the drawing ---- */

  const stage = byId("canvas");
  // The layout is wider than high; on a page that is higher than wide it lies on its side.
  const turned = stage.clientHeight > stage.clientWidth * 1.15;
  const across = (values) => (values.length ? Math.max(...values) - Math.min(...values) : 0) + 60;
  const stretch = (() => {
    const sides = [across(nodes.map((node) => node.x)), across(nodes.map((node) => node.y))];
    const [wide, high] = turned ? [sides[1], sides[0]] : sides;
    const wanted = Math.max(stage.clientWidth - 130, 120) / Math.max(stage.clientHeight - 110, 100) / (wide / high);
    return wanted > 1 ? { x: Math.min(wanted, 1.5), y: 1 } : { x: 1, y: Math.min(1 / wanted, 1.5) };
  })();
  const placed = (x, y) => (turned ? { x: -y * stretch.x, y: x * stretch.y } : { x: x * stretch.x, y: y * stretch.y });
  const plain = ({ id, x, y, shape, size }) => ({ id, ...placed(x, y), shape, size });
  const nodeSet = new vis.DataSet(nodes.map(plain));
  const edgeSet = new vis.DataSet(
    edges.map(({ id, from, to, width, dashes, arrows }) => ({ id, from, to, width, dashes, arrows })),
  );
  const options = read("data-options");
  options.interaction.hideEdgesOnDrag = edges.length > 3000;
  options.interaction.hideEdgesOnZoom = edges.length > 3000;
  const network = new vis.Network(stage, { nodes: nodeSet, edges: edgeSet }, options);
  network.on("afterDrawing", (context) => drawLabels(context));

  const shownEnds = (edge) => state.visible.has(edge.from) && state.visible.has(edge.to);
  const inYear = (thing) => state.year === null || thing.years.includes(state.year);
  const timeless = (edge) => edge.years.length === 0;

  function filter() {
    const candidates = new Set(
      nodes.filter((node) => !state.hiddenKinds.has(node.kind) && inYear(node)).map((node) => node.id),
    );
    state.visible = candidates;
    const possible = edges.filter((edge) => shownEnds(edge) && (timeless(edge) || inYear(edge)));
    const kept = possible.filter((edge) => !state.hiddenRelations.has(edge.relation));
    const linked = new Set(kept.flatMap((edge) => [edge.from, edge.to]));
    const cutOff = new Set(possible.flatMap((edge) => [edge.from, edge.to]).filter((id) => !linked.has(id)));
    state.visible = new Set([...candidates].filter((id) => !cutOff.has(id)));
    state.visibleEdges = new Set(kept.filter(shownEnds).map((edge) => edge.id));
  }

  function near() {
    if (state.chosen === null) return null;
    if (state.chosen.edge) {
      const edge = edgeById.get(state.chosen.edge);
      return { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.id]) };
    }
    const around = touching[state.chosen.node].filter((edge) => state.visibleEdges.has(edge.id));
    const ids = around.flatMap((edge) => [edge.from, edge.to]);
    return { nodes: new Set([state.chosen.node, ...ids]), edges: new Set(around.map((edge) => edge.id)) };
  }

  const quietness = Math.max(0.1, Math.min(0.6, 14 / Math.sqrt(edges.length + 1)));

  /* Seen from afar nodes grow against the zoom, so that shapes and colours can still be told apart. */
  const mostGrown = 1.5;
  const grown = () => Math.round(Math.min(mostGrown, Math.max(1, (0.75 / network.getScale()) ** 0.8)) * 10) / 10;
  let growth = 1;

  function paintNode(node, close, ink) {
    const dim = close && !close.nodes.has(node.id);
    const colour = colourOf(looks.get(node.kind));
    const chosen = state.chosen && state.chosen.node === node.id;
    const look = { background: colour, border: chosen ? ink : colour };
    return {
      id: node.id,
      hidden: !state.visible.has(node.id),
      color: { ...look, highlight: look, hover: { background: colour, border: ink } },
      size: node.size * growth,
      borderWidth: chosen ? 3 : 1,
      opacity: dim ? 0.16 : 1,
    };
  }

  function paintEdge(edge, close) {
    const colour = colourOf(relations.get(edge.relation));
    const emphasis = close && close.edges.has(edge.id);
    const opacity = close ? (emphasis ? 0.95 : 0.07) : edge.relation === "within" ? 0.7 : quietness;
    const shade = faded(colour, opacity);
    return {
      id: edge.id,
      hidden: !state.visibleEdges.has(edge.id),
      color: { color: shade, highlight: shade, hover: faded(colour, 1), inherit: false },
      width: edge.width * growth + (emphasis ? (state.chosen.edge ? 2.5 : 0.6) : 0),
    };
  }

  function paint() {
    const close = near();
    const ink = themed("--ink");
    growth = grown();
    nodeSet.update(nodes.map((node) => paintNode(node, close, ink)));
    edgeSet.update(edges.map((edge) => paintEdge(edge, close)));
    byId("empty").hidden = state.visible.size > 0;
    byId("count").textContent = text("shown", { nodes: state.visible.size, edges: state.visibleEdges.size });
  }

  /* Labels are drawn here and not by vis-network: at one size on the screen whatever the zoom, the most
     important first, and none over another. */
  const widths = new Map();
  const ranked = [...nodes].sort((a, b) => b.size - a.size || a.id - b.id);
  const family = getComputedStyle(document.documentElement).fontFamily;

  function shortened(node) {
    const name = nameOf(node);
    if (state.language === "zh" || name === node.label) return node.short;
    return name.length > 24 ? `${name.slice(0, 23)}…` : name;
  }

  function measured(context, font, label) {
    const key = font + label;
    if (!widths.has(key)) widths.set(key, context.measureText(label).width);
    return widths.get(key);
  }

  function labelOrder(close) {
    const first = [state.hovered, state.chosen && state.chosen.node].filter((id) => id !== null && id !== undefined);
    const order = first.map((id) => nodes[id]);
    const rest = close ? ranked.filter((node) => close.nodes.has(node.id)) : ranked;
    return [...new Set([...order, ...rest])].filter((node) => state.visible.has(node.id));
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
        for (const key of cellsOf(box)) cells.set(key, [...(cells.get(key) || []), { box, owner }]);
      },
      free: (box, owner) =>
        !cellsOf(box).some((key) => (cells.get(key) || []).some((one) => one.owner !== owner && over(box, one.box))),
    };
  }

  function drawLabels(context) {
    const close = near();
    const scale = network.getScale();
    const ratio = context.canvas.width / stage.clientWidth;
    const order = labelOrder(close).map((node) => ({ node, at: network.canvasToDOM(network.getPosition(node.id)) }));
    const inside = order.filter(
      ({ at }) => at.x > -60 && at.y > -60 && at.x < stage.clientWidth + 60 && at.y < stage.clientHeight + 20,
    );
    // In a crowd the first names are worth covering a few shapes.
    const always = (node) => (inside.length > 150 ? 30 : looks.get(node.kind).group === "places" ? 12 : 0);
    const [taken, bodies] = [occupied(), occupied()];
    for (const { node, at } of inside) {
      const reach = node.size * growth * scale;
      bodies.take([at.x - reach, at.y - reach, at.x + reach, at.y + reach], node.id);
    }
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.strokeStyle = themed("--ground");
    context.fillStyle = themed("--ink");
    inside.forEach(({ node, at }, rank) => {
      const reach = node.size * growth * scale;
      const free = (box, strict) => taken.free(box, node.id) && ((!strict && rank < always(node)) || bodies.free(box, node.id));
      drawLabel(context, node, at, reach, close, { take: (box) => taken.take(box, node.id), free });
    });
    context.restore();
  }

  function drawLabel(context, node, at, reach, close, taken) {
    const chosen = Boolean(state.chosen) && state.chosen.node === node.id;
    const forced = chosen || node.id === state.hovered;
    const place = looks.get(node.kind).group === "places";
    const size = chosen ? 15 : place ? 13 : 12;
    const label = forced ? nameOf(node).slice(0, 40) : shortened(node);
    context.font = `${place || chosen ? 600 : 400} ${size}px ${family}`;
    const half = measured(context, context.font, label) / 2;
    const spots = [
      [at.x, at.y + reach + 3],
      [at.x + reach + half + 5, at.y - size / 2],
      [at.x - reach - half - 5, at.y - size / 2],
      [at.x, at.y - reach - size - 4],
    ];
    const boxAt = ([x, y]) => [x - half - 3, y - 1, x + half + 3, y + size + 2];
    const inStage = ([left, , right]) => left > 0 && right < stage.clientWidth;
    const fits = (strict) => spots.find((one) => inStage(boxAt(one)) && taken.free(boxAt(one), strict));
    const spot = fits(true) || fits(false) || (forced ? spots[0] : null);
    if (!spot) return;
    taken.take(boxAt(spot));
    context.globalAlpha = close && !close.nodes.has(node.id) && !forced ? 0.25 : 1;
    context.lineWidth = 3.5;
    context.strokeText(label, spot[0], spot[1]);
    context.fillText(label, spot[0], spot[1]);
  }

  /* ---- choosing ---- */

  function makeVisible(id) {
    const node = nodes[id];
    if (state.visible.has(id)) return;
    state.hiddenKinds.delete(node.kind);
    if (!inYear(node)) state.year = null;
    filter();
    if (!state.visible.has(id)) {
      state.hiddenRelations.clear();
      filter();
    }
    drawFilters();
  }

  function choose(chosen, { focus = false } = {}) {
    state.chosen = chosen;
    if (chosen && chosen.node !== undefined) makeVisible(chosen.node);
    drawPanel();
    paint();
    byId("panel").scrollTop = 0;
    if (focus && chosen && chosen.node !== undefined) focusOn(chosen.node);
  }

  /* Show a node with its neighbours, whole. */
  function focusOn(id) {
    const close = near() || { nodes: new Set([id]) };
    move([...close.nodes].filter((one) => state.visible.has(one)));
  }

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function move(ids, animated = true) {
    const positions = ids.map((id) => network.getPosition(id));
    if (!positions.length) return;
    const ends = (axis) => [Math.min(...positions.map((p) => p[axis])), Math.max(...positions.map((p) => p[axis]))];
    const [left, right] = ends("x");
    const [top, bottom] = ends("y");
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    const wide = 2 * Math.max(right - position.x, position.x - left) + 30;
    const high = 2 * Math.max(bottom - position.y, position.y - top) + 30;
    const room = [Math.max(stage.clientWidth - 130, 120), Math.max(stage.clientHeight - 130, 100)];
    const scale = Math.max(0.05, Math.min(1.5, room[0] / wide, room[1] / high));
    position.y += 22 / scale; // the tools stand at the foot of the stage
    const animation = animated && !calm() ? { duration: 420, easingFunction: "easeInOutQuad" } : false;
    network.moveTo({ position, scale, animation });
    if (!animation && grown() !== growth) paint();
  }

  const fit = (animated = true) => move([...state.visible], animated);

  function zoom(factor) {
    network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 180 } });
  }

  /* ---- legend and filters ---- */

  const counted = (things, key) => {
    const counts = new Map();
    for (const thing of things) counts.set(thing[key], (counts.get(thing[key]) || 0) + 1);
    return counts;
  };
  const kindCounts = counted(nodes, "kind");
  const relationCounts = counted(edges, "relation");

  function toggle(set, name) {
    if (set.has(name)) set.delete(name);
    else set.add(name);
    refresh();
  }

  function switchRow(picture, look, count, hidden) {
    const row = make(
      "button",
      { type: "button", class: "row", "aria-pressed": String(!hidden.has(look.name)), "data-name": look.name },
      picture,
      make("span", { class: "name" }, named(look)),
      make("span", { class: "number" }, String(count)),
    );
    row.addEventListener("click", () => {
      toggle(hidden, look.name);
      document.querySelector(`.filters [data-name="${look.name}"]`).focus();
    });
    return row;
  }

  function drawFilters() {
    const groups = told.groups.flatMap((group) => {
      const kinds = told.kinds.filter((kind) => kind.group === group.name && kindCounts.has(kind.name));
      const rows = kinds.map((kind) => switchRow(icon(kind), kind, kindCounts.get(kind.name), state.hiddenKinds));
      return rows.length ? [make("h3", {}, named(group)), ...rows] : [];
    });
    byId("kinds").replaceChildren(...groups);
    const present = told.relations.filter((relation) => relationCounts.has(relation.name));
    byId("relations").replaceChildren(
      ...present.map((one) => switchRow(stroke(one), one, relationCounts.get(one.name), state.hiddenRelations)),
    );
    byId("years").replaceChildren(yearChip(null), ...years.map(yearChip));
    byId("all-kinds").hidden = state.hiddenKinds.size === 0;
  }

  function yearChip(year) {
    const pressed = String(state.year === year);
    const name = year === null ? text("all_years") : String(year);
    const chip = make("button", { type: "button", class: "chip", "aria-pressed": pressed, "data-year": name }, name);
    chip.addEventListener("click", () => {
      state.year = year;
      refresh();
    });
    return chip;
  }

  function refresh() {
    filter();
    if (state.chosen && !stillShown(state.chosen)) state.chosen = null;
    drawFilters();
    drawPanel();
    paint();
  }

  const stillShown = ({ node, edge }) => (edge ? state.visibleEdges.has(edge) : state.visible.has(node));

  /* ---- the panel ---- */

  const link = (node) =>
    make("button", { type: "button", class: "link", click: () => choose({ node: node.id }, { focus: true }) }, nameOf(node));

  const shutter = () =>
    make("button", { type: "button", class: "shut", "aria-label": text("close"), title: text("back"), click: () => choose(null) }, "×");

  const part = (title, number, ...children) =>
    make("section", { class: "part" }, make("h3", {}, title, make("span", { class: "number" }, number)), ...children);

  function drawPanel() {
    const chosen = state.chosen;
    const panel = byId("panel");
    panel.classList.toggle("overview", chosen === null);
    if (chosen === null) panel.replaceChildren(...overview());
    else if (chosen.edge) panel.replaceChildren(...edgePanel(edgeById.get(chosen.edge)));
    else panel.replaceChildren(...nodePanel(nodes[chosen.node]));
  }

  function overview() {
    const head = make("div", { class: "head" }, make("h2", {}, text("overview")), make("p", { class: "more" }, text("hint")));
    const groups = told.groups.map((group) => {
      const mine = nodes.filter((node) => looks.get(node.kind).group === group.name && state.visible.has(node.id));
      const best = mine.sort((a, b) => b.degree - a.degree || a.id - b.id).slice(0, 5);
      return best.length ? part(`${text("most_connected")} · ${named(group)}`, "", nodeList(best)) : "";
    });
    return [head, leftOut(), ...groups].filter((element) => element !== "");
  }

  function leftOut() {
    const left = Object.entries(told.left_out);
    if (!left.length) return "";
    const n = left.reduce((sum, [, count]) => sum + count, 0);
    const kinds = listed(left.map(([kind, count]) => `${named(looks.get(kind))} ${count}`));
    const values = { total: nodes.length + n, kept: nodes.length, n, kinds };
    return make("p", { class: "warning", id: "left-out" }, text("left_out", values));
  }

  const nodeList = (some) =>
    make("ul", { class: "neighbours" }, ...some.map((node) =>
      make("li", {}, icon(looks.get(node.kind)), link(node), make("span", { class: "note" }, text("links", { n: node.degree })))));

  function nodePanel(node) {
    const look = looks.get(node.kind);
    const about = [];
    if (node.code) about.push(`${text("code")} ${node.code}`);
    const others = [...(state.language === "en" && node.en ? [node.label] : node.en ? [node.en] : []), ...(node.others || [])];
    if (others.length) about.push(`${text("also")} ${listed(others)}`);
    const head = make(
      "div",
      { class: "head" },
      make("div", { class: "what" }, icon(look), named(look), shutter()),
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
          (edge) => edge.relation === relation.name && edge[here] === node.id && (timeless(edge) || inYear(edge)),
        );
        mine.sort((a, b) => b.count - a.count || nodes[b[there]].degree - nodes[a[there]].degree);
        return mine.length ? part(named(relation[side]), String(mine.length), neighbourList(mine, there)) : "";
      }),
    );
  }

  function neighbourList(some, there) {
    const row = (edge) => {
      const other = nodes[edge[there]];
      const evidence = make(
        "button",
        { type: "button", class: "say", "data-edge": edge.id, click: () => choose({ edge: edge.id }) },
        text("evidence_n", { n: edge.count }),
      );
      return make("li", {}, icon(looks.get(other.kind)), link(other), edge.count ? evidence : "");
    };
    return make("ul", { class: "neighbours" }, ...some.map(row));
  }

  function figures(node) {
    const mine = (node.figures || []).filter((figure) => state.year === null || figure.said[1] === state.year);
    if (node.figuresLeftOut) return part(text("figures"), String(node.figuresLeftOut), make("p", { class: "note" }, text("figures_left_out")));
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
    const role = ["Plans", "Suggestions"].includes(figure.said[6]) ? named(told.texts.roles[figure.said[6]]) : "";
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
      make("td", { class: "right" }, figure.said[1] === null ? "" : String(figure.said[1])),
    );
    opener.addEventListener("click", () => {
      said.hidden = !said.hidden;
      row.classList.toggle("open", !said.hidden);
      opener.setAttribute("aria-expanded", String(!said.hidden));
    });
    return [row, said];
  }

  function quotation([report, year, before, quote, after, section, role, article]) {
    const named_role = told.texts.roles[role];
    const where = [
      report === null ? "" : told.reports[report][0],
      year === null ? "" : String(year),
      section || text("no_section"),
      named_role ? named(named_role) : "",
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
    const mine = (node.reports || []).map((at) => told.reports[at]);
    if (!mine.length) return "";
    const rows = mine.map(([label, year]) =>
      make("li", {}, make("span", {}, label), make("span", { class: "note" }, year === null ? "" : String(year))));
    return part(text("reports"), String(mine.length), make("ul", { class: "reports" }, ...rows));
  }

  function edgePanel(edge) {
    const relation = relations.get(edge.relation);
    const verb = make("span", { class: "verb" }, named(relation));
    const head = make(
      "div",
      { class: "head" },
      make("div", { class: "what" }, stroke(relation), named(relation), shutter()),
      make("p", { class: "ends" }, link(nodes[edge.from]), verb, link(nodes[edge.to])),
    );
    if (!edge.said.length) return [head, make("p", { class: "part note" }, text("no_evidence"))];
    const said = edge.said.filter((row) => state.year === null || row[1] === state.year);
    const more = edge.count - edge.said.length;
    const note = more > 0 ? make("p", { class: "note" }, text("more_evidence", { n: more })) : "";
    return [head, part(text("evidence"), String(edge.count), ...said.map(quotation), note)];
  }

  /* ---- search ---- */

  const searchable = nodes.map((node) => [node.label, node.en || "", node.code || "", ...(node.others || [])].join("\n").toLowerCase());
  const field = byId("search");
  const results = byId("results");
  let active = 0;

  function found(words) {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const hits = ranked.filter((node) => parts.every((one) => searchable[node.id].includes(one)));
    const rank = (node) => (node.label.toLowerCase() === words ? 0 : node.label.toLowerCase().startsWith(words) ? 1 : 2);
    return hits.sort((a, b) => rank(a) - rank(b)).slice(0, 12);
  }

  function drawResults() {
    const words = field.value.trim();
    const hits = found(words);
    active = 0;
    const rows = hits.map((node) => {
      const look = looks.get(node.kind);
      const row = make(
        "li",
        { role: "option", id: `result-${node.id}`, "aria-selected": "false" },
        icon(look),
        make("span", {}, nameOf(node)),
        make("span", { class: "what" }, named(look)),
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
    byId("filters").classList.remove("shown");
    field.value = nameOf(node);
    choose({ node: node.id }, { focus: true });
  }

  field.addEventListener("input", drawResults);
  field.addEventListener("focus", () => field.value && drawResults());
  field.addEventListener("blur", closeResults);
  field.addEventListener("keydown", (event) => {
    const hits = found(field.value.trim());
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % Math.max(hits.length, 1);
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && hits[active]) pick(hits[active]);
    else if (event.key === "Escape") closeResults();
  });

  /* ---- the rest of the page ---- */

  function drawWords() {
    document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
    const title = told.title || text("title");
    document.title = title;
    byId("title").textContent = title;
    byId("source").textContent = sourceNote();
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

  function sourceNote() {
    const spans = told.reports.map((report) => report[1]).filter((year) => year !== null);
    if (!told.reports.length) return text("source_none");
    const [first, last] = [Math.min(...spans), Math.max(...spans)];
    return text("source", { reports: told.reports.length, years: !spans.length ? "?" : first === last ? first : `${first}–${last}` });
  }

  function speak(language) {
    state.language = language;
    drawWords();
    drawFilters();
    drawPanel();
    paint();
  }

  function download(name, blob) {
    const anchor = make("a", { href: URL.createObjectURL(blob), download: name });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
  }

  function savePicture() {
    const drawing = stage.querySelector("canvas");
    const copy = make("canvas", { width: drawing.width, height: drawing.height });
    const context = copy.getContext("2d");
    context.fillStyle = themed("--ground");
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(drawing, 0, 0);
    copy.toBlob((blob) => download("network.png", blob));
  }

  function savePositions() {
    const places = network.getPositions();
    const upright = ({ x, y }) => (turned ? [y / stretch.y, -x / stretch.x] : [x / stretch.x, y / stretch.y]).map((length) => Math.round(length));
    const rows = nodes.map((node) => [node.iri, upright(places[node.id])]);
    download("positions.json", new Blob([JSON.stringify(Object.fromEntries(rows), null, 1)], { type: "application/json" }));
  }

  byId("language").addEventListener("click", () => speak(state.language === "zh" ? "en" : "zh"));
  byId("fit").addEventListener("click", () => fit());
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("picture").addEventListener("click", savePicture);
  byId("positions").addEventListener("click", savePositions);
  byId("all-kinds").addEventListener("click", () => {
    state.hiddenKinds.clear();
    refresh();
  });
  byId("filters-switch").addEventListener("click", (event) => {
    const shown = byId("filters").classList.toggle("shown");
    event.currentTarget.setAttribute("aria-expanded", String(shown));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement !== field) choose(null);
  });
  darkness.addEventListener("change", () => {
    drawFilters();
    drawPanel();
    paint();
  });

  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    byId("filters").classList.remove("shown");
    if (node !== undefined) choose({ node });
    else if (edge !== undefined) choose({ edge });
    else if (state.chosen) choose(null);
  });
  network.on("doubleClick", ({ nodes: [node] }) => node !== undefined && focusOn(node));
  network.on("hoverNode", ({ node }) => {
    state.hovered = node;
    stage.style.cursor = "pointer";
    network.redraw();
  });
  network.on("blurNode", () => {
    state.hovered = null;
    stage.style.cursor = "";
    network.redraw();
  });
  network.on("zoom", () => grown() !== growth && paint());
  network.on("animationFinished", () => grown() !== growth && paint());
  network.on("hoverEdge", () => (stage.style.cursor = "pointer"));
  network.on("blurEdge", () => (stage.style.cursor = ""));

  drawWords();
  filter();
  drawFilters();
  drawPanel();
  paint();
  fit(false);
  let fitted = { width: stage.clientWidth, height: stage.clientHeight };
  new ResizeObserver(() => {
    const grown = Math.abs(stage.clientWidth - fitted.width) > 40;
    fitted = { width: stage.clientWidth, height: stage.clientHeight };
    if (grown) fit(false);
  }).observe(stage);

  /* What tests, and scripts that drive the page, may rely on. */
  const idOf = (name) => {
    const node = nodes.find((one) => one.iri === name || one.label === name);
    if (!node) throw new Error(`no node is called ${name}`);
    return node.id;
  };
  const onPage = (point) => {
    const at = network.canvasToDOM(point);
    const box = stage.getBoundingClientRect();
    return { x: box.left + at.x, y: box.top + at.y };
  };
  window.fazhi = Object.freeze({
    canvasPosition: (name) => onPage(network.getPosition(idOf(name))),
    edgePosition(from, to) {
      const ends = [network.getPosition(idOf(from)), network.getPosition(idOf(to))];
      return onPage({ x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2 });
    },
    select: (name) => choose({ node: idOf(name) }, { focus: true }),
    fit: () => fit(false),
    visible: () => [...state.visible].map((id) => nodes[id].label),
    visibleEdges: () => state.visibleEdges.size,
  });
})();
