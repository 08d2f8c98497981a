// Draws a network as SVG: laid out by forces, dragged and zoomed; its looks are the style sheet's (.graph).
// Nodes are { id, label, kind, shape, opened, look, size }, links { source, target, label, path }, by ids. `look` is the
// class that colours a node, its kind's if it has none; `size` its share of the largest, else its neighbours are counted.

import { drag, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, select, zoom, zoomIdentity } from "./vendor/d3.js";

const SVG = "http://www.w3.org/2000/svg";
const TICKS = 300;
const LABEL = 12;

const polygon = (corners, turn, inner) =>
  Array.from({ length: inner ? corners * 2 : corners }, (_, place) => {
    const angle = turn + (place * 2 * Math.PI) / (inner ? corners * 2 : corners);
    const reach = inner && place % 2 ? inner : 1;
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  });
const CORNERS = {
  hexagon: polygon(6, 0),
  square: polygon(4, Math.PI / 4),
  diamond: polygon(4, 0),
  triangle: polygon(3, -Math.PI / 2),
  triangleDown: polygon(3, Math.PI / 2),
  star: polygon(5, -Math.PI / 2, 0.5),
};
const GROWTH = { square: 1.15, diamond: 1.2, triangle: 1.3, triangleDown: 1.3, star: 1.4, hexagon: 1.1 };

function outline(shape, radius) {
  const corners = CORNERS[shape];
  if (!corners) return `M${-radius},0a${radius},${radius} 0 1,0 ${2 * radius},0a${radius},${radius} 0 1,0 ${-2 * radius},0Z`;
  const reach = radius * GROWTH[shape];
  return `M${corners.map(([x, y]) => `${(x * reach).toFixed(2)},${(y * reach).toFixed(2)}`).join("L")}Z`;
}

const make = (name, parent, attributes = {}, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
};

const short = (label) => {
  const points = [...label];
  return points.length > 16 ? `${points.slice(0, 15).join("")}…` : label;
};
/** Where a label may stand, from the middle of its node: below it, above it, to the right, to the left. */
const SIDES = [
  (radius, width) => ({ left: -width / 2, top: radius + 2 }),
  (radius, width, height) => ({ left: -width / 2, top: -radius - 2 - height }),
  (radius, width, height) => ({ left: radius + 4, top: -height / 2 }),
  (radius, width, height) => ({ left: -radius - 4 - width, top: -height / 2 }),
];
/** How wide a label is, about: Chinese characters are square, Latin ones half as wide. */
const wide = (text) => [...text].reduce((sum, char) => sum + (char > "\u2e80" ? 1 : 0.56), 0) * LABEL;

/** How large a node is: its area tells the size, or the number of its neighbours. */
const radius = ({ size, degree }) => (size === undefined ? Math.min(16, 5 + 1.6 * Math.sqrt(degree)) : 5 + 13 * Math.sqrt(size));

/** How many neighbours each node has. */
function degrees(links) {
  const near = new Map();
  for (const { source, target } of links)
    for (const [one, other] of [[source, target], [target, source]]) near.set(one, (near.get(one) || new Set()).add(other));
  return new Map([...near].map(([id, others]) => [id, others.size]));
}

/** A drawing in an svg element. `choose(id)` is called for a click on a node, `open(id)` for one on its «+». */
export class Graph {
  constructor(svg, { choose = () => {}, open = null } = {}) {
    this.svg = svg;
    this.choose = choose;
    this.open = open;
    this.nodes = [];
    this.links = [];
    this.known = new Map();
    this.scene = make("g", svg);
    this.zoom = zoom()
      .scaleExtent([0.1, 6])
      .on("zoom", (event) => {
        this.transform = event.transform;
        this.scene.setAttribute("transform", event.transform);
        this.label();
      });
    this.transform = zoomIdentity;
    svg.classList.add("graph");
    select(svg).call(this.zoom).on("dblclick.zoom", null);
    this.simulation = forceSimulation()
      .force("charge", forceManyBody().strength(-420).distanceMax(700))
      .force("x", forceX().strength(0.06))
      .force("y", forceY().strength(0.09))
      .force("apart", forceCollide((node) => node.radius + 12))
      .stop()
      .on("tick", () => this.place());
  }

  /** Show a network; nodes that were there keep their places. */
  show({ nodes, links, chosen, legend = [] }) {
    this.legend = legend;
    const before = this.known;
    const degree = degrees(links);
    const near = new Map();
    for (const link of links) {
      if (before.has(link.source)) near.set(link.target, before.get(link.source));
      if (before.has(link.target)) near.set(link.source, before.get(link.target));
    }
    const grown = before.size > 0 && nodes.some((node) => before.has(node.id));
    this.nodes = nodes.map((node, number) => {
      const old = before.get(node.id);
      const made = { ...node, degree: degree.get(node.id) || 0 };
      made.radius = radius(made);
      if (old) return Object.assign(made, { x: old.x, y: old.y, fx: old.held ? old.x : null, fy: old.held ? old.y : null, held: old.held });
      const from = near.get(node.id);
      if (from) Object.assign(made, { x: from.x + 40 * Math.cos(number * 2.4), y: from.y + 40 * Math.sin(number * 2.4) });
      return made;
    });
    this.known = new Map(this.nodes.map((node) => [node.id, node]));
    this.links = links.filter((link) => this.known.has(link.source) && this.known.has(link.target)).map((link) => ({ ...link }));
    this.chosen = chosen;
    this.simulation.nodes(this.nodes);
    this.simulation.force(
      "link",
      forceLink(this.links)
        .id((node) => node.id)
        .distance((link) => 46 + 2.4 * Math.min(link.source.degree, link.target.degree))
        .strength((link) => 0.8 / Math.min(link.source.degree, link.target.degree)),
    );
    this.simulation.alpha(grown ? 0.5 : 1).stop();
    for (let tick = 0; tick < TICKS; tick++) this.simulation.tick();
    this.draw();
    this.fit();
  }

  /** Give the nodes that are shown other colours and sizes, where they are. */
  dress({ nodes, legend }) {
    this.legend = legend;
    for (const { id, look, size, what } of nodes) {
      const node = Object.assign(this.known.get(id), { look, size, what });
      node.radius = radius(node);
    }
    this.draw();
  }

  draw() {
    this.scene.replaceChildren();
    const lines = make("g", this.scene, { class: "lines" });
    for (const link of this.links) {
      link.line = make("line", lines, { class: `link${link.path ? " path" : ""}` });
      if (link.relation) link.line.classList.add(`rel-${link.relation}`);
      make("title", link.line, {}, `${link.source.label} — ${link.label} — ${link.target.label}`);
    }
    const marks = make("g", this.scene, { class: "marks" });
    for (const node of this.nodes) {
      node.group = make("g", marks, { class: `node ${node.look || `kind-${node.kind || ""}`}`, "data-id": node.id });
      make("title", node.group, {}, node.what ? `${node.label} · ${node.what}` : node.label);
      make("path", node.group, { class: "shape", d: outline(node.shape, node.radius) });
      node.text = make("text", node.group, { class: "name", y: node.radius + LABEL + 1, "text-anchor": "middle" }, short(node.label));
      if (this.open && !node.opened) {
        const plus = make("g", node.group, { class: "more", transform: `translate(${node.radius * 0.8},${-node.radius * 0.8})` });
        make("circle", plus, { r: 7 });
        make("path", plus, { d: "M-3.5,0H3.5M0,-3.5V3.5" });
      }
      node.group.addEventListener("click", (event) => {
        if (event.defaultPrevented) return;
        if (event.target.closest(".more")) this.open(node.id);
        else this.choose(node.id);
      });
      node.group.addEventListener("dblclick", () => this.open && !node.opened && this.open(node.id));
      node.group.addEventListener("pointerenter", () => this.light(node));
      node.group.addEventListener("pointerleave", () => this.light(null));
    }
    select(this.scene)
      .selectAll(".node")
      .data(this.nodes)
      .call(
        drag()
          .filter((event) => !event.button && !event.target.closest(".more"))
          .on("drag", (event, node) => {
            Object.assign(node, { x: event.x, y: event.y, fx: event.x, fy: event.y, held: true });
            this.place();
          })
          .on("end", () => this.label()),
      );
    this.mark(this.chosen);
    this.place();
  }

  place() {
    for (const { line, source, target } of this.links) {
      line.setAttribute("x1", source.x.toFixed(1));
      line.setAttribute("y1", source.y.toFixed(1));
      line.setAttribute("x2", target.x.toFixed(1));
      line.setAttribute("y2", target.y.toFixed(1));
    }
    for (const node of this.nodes) node.group.setAttribute("transform", `translate(${node.x.toFixed(1)},${node.y.toFixed(1)})`);
  }

  /** Mark the chosen node. */
  mark(id) {
    this.chosen = id;
    for (const node of this.nodes) node.group.classList.toggle("chosen", node.id === id);
    this.light(null);
    this.label();
  }

  /** Let the links of a node, of the chosen one if it is null, stand out. */
  light(node) {
    const centre = node || this.known.get(this.chosen);
    this.svg.classList.toggle("lit", Boolean(node));
    for (const one of this.nodes) {
      one.group.classList.toggle("near", one === centre);
      one.group.classList.toggle("here", one === node);
    }
    for (const link of this.links) {
      const touches = centre && (link.source === centre || link.target === centre);
      link.line.classList.toggle("near", Boolean(touches));
      if (touches) for (const end of [link.source, link.target]) end.group.classList.add("near");
    }
  }

  /** Let the nodes with a look stand out, or all again if it is null. */
  spot(look) {
    this.svg.classList.toggle("spotted", Boolean(look));
    for (const node of this.nodes) node.group.classList.toggle("spot", node.look === look);
  }

  /** Show the labels for which there is room, the best linked nodes first. */
  label() {
    const scale = this.transform.k;
    const size = 1 / Math.max(scale, 0.45);
    const taken = this.nodes.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
    const [left, right] = [0, this.svg.clientWidth].map((edge) => (edge - this.transform.x) / scale);
    const fits = (node, box) => node.x < left || node.x > right || (box[0] >= left && box[2] <= right);
    const order = [...this.nodes].sort((a, b) => (b.id === this.chosen) - (a.id === this.chosen) || b.degree - a.degree);
    for (const node of order) {
      const width = wide(node.text.textContent) * size;
      const height = (LABEL + 3) * size;
      const sides = SIDES.map((side) => side(node.radius, width, height));
      const boxes = sides.map(({ left, top }) => [node.x + left, node.y + top, node.x + left + width, node.y + top + height]);
      const free = boxes.findIndex((box) => fits(node, box) && !taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
      if (free >= 0) taken.push(boxes[free]);
      node.written = boxes[free] || [node.x, node.y, node.x, node.y];
      node.group.classList.toggle("quiet", free < 0);
      const side = sides[Math.max(free, 0)];
      node.text.setAttribute("font-size", (LABEL * size).toFixed(2));
      node.text.setAttribute("x", (side.left + width / 2).toFixed(1));
      node.text.setAttribute("y", (side.top + (LABEL - 1) * size).toFixed(1));
    }
  }

  box() {
    const xs = this.nodes.map((node) => node.x);
    const ys = this.nodes.map((node) => node.y);
    return [Math.min(...xs) - 60, Math.min(...ys) - 30, Math.max(...xs) + 60, Math.max(...ys) + 40];
  }

  /** What the nodes and the labels that are shown cover. */
  cover() {
    const [left, top, right, bottom] = this.box();
    const side = (place, most, edge) => most(edge, ...this.nodes.map((node) => node.written[place] + (place < 2 ? -8 : 8)));
    return [side(0, Math.min, left), side(1, Math.min, top), side(2, Math.max, right), side(3, Math.max, bottom)];
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.svg;
    if (!this.nodes.length || !width) return;
    const [left, top, right, bottom] = this.box();
    const scale = Math.min(1.4, width / (right - left), height / (bottom - top));
    const transform = zoomIdentity
      .translate(width / 2, height / 2)
      .scale(scale)
      .translate(-(left + right) / 2, -(top + bottom) / 2);
    select(this.svg).call(this.zoom.transform, transform);
  }

  by(factor) {
    select(this.svg).call(this.zoom.scaleBy, factor);
  }

  /** Write into a copy of the drawing what its shapes and colours mean, in rows from `top` on; return where they end. */
  explain(copy, left, top, right) {
    const ink = getComputedStyle(document.body);
    let [x, y] = [left + 16, top + 16];
    for (const { label, shape, look } of this.legend) {
      const like = look && this.nodes.find((node) => node.look === look);
      const width = wide(label) + 36;
      if (x + width > right && x > left + 16) [x, y] = [left + 16, y + 20];
      const fill = like ? getComputedStyle(like.group.querySelector(".shape")).fill : ink.getPropertyValue("--soft");
      make("path", copy, { d: outline(shape, 6), transform: `translate(${x},${y})`, fill });
      make("text", copy, { x: x + 12, y: y + 4, "font-size": LABEL, fill: ink.color }, label);
      x += width;
    }
    return this.legend.length ? y + 16 : top;
  }

  /** The whole drawing as an SVG document with its looks in it, and a legend. */
  document(title) {
    const [left, top, right, end] = this.cover();
    const legend = document.createElementNS(SVG, "g");
    const bottom = this.explain(legend, left, end, right);
    const copy = document.createElementNS(SVG, "svg");
    const ground = getComputedStyle(this.svg).backgroundColor;
    for (const [key, value] of Object.entries({
      xmlns: SVG,
      viewBox: [left, top, right - left, bottom - top].map((number) => number.toFixed(0)).join(" "),
      width: (right - left).toFixed(0),
      height: (bottom - top).toFixed(0),
      "font-family": getComputedStyle(document.body).fontFamily,
    }))
      copy.setAttribute(key, value);
    make("title", copy, {}, title);
    make("rect", copy, { x: left, y: top, width: right - left, height: bottom - top, fill: ground });
    const scene = this.scene.cloneNode(true);
    scene.removeAttribute("transform");
    const before = this.scene.querySelectorAll("*");
    scene.querySelectorAll("*").forEach((element, place) => {
      const looks = getComputedStyle(before[place]);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity", "paint-order", "stroke-linejoin"])
        if (["path", "circle", "line", "text"].includes(element.localName)) element.setAttribute(name, looks.getPropertyValue(name));
      if (looks.display === "none" || element.classList.contains("more")) element.setAttribute("display", "none");
      for (const name of ["class", "data-id"]) element.removeAttribute(name);
    });
    for (const element of [...scene.querySelectorAll("[display=none]")]) element.remove();
    copy.append(scene, legend);
    return { text: new XMLSerializer().serializeToString(copy), width: right - left, height: bottom - top };
  }

  async picture(title) {
    const { text, width, height } = this.document(title);
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, 8000 / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
}

/** Give a file to the browser. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
