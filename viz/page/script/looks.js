/* Colours and shapes. */

const darkness = window.matchMedia("(prefers-color-scheme: dark)");
const colourOf = (look) => (darkness.matches ? look.dark : look.colour);
const themed = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
const faded = (colour, opacity) => `rgba(${parts(colour).join(",")},${opacity})`;

const coloured = told.palette.colours.length;
const communityOf = (node) => (node.community < coloured ? String(node.community) : "other");
const communityColour = (community) => {
  const { colours, dark, other, other_dark } = told.palette;
  if (community === "other") return darkness.matches ? other_dark : other;
  return (darkness.matches ? dark : colours)[Number(community)];
};
const nodeColour = (node) =>
  state.colour === "community" ? communityColour(communityOf(node)) : colourOf(looks.get(node.kind));

/* The corners of each shape about its middle, for a radius of 1; a dot has none. They are those of vis-network. */
const around = (count, radius, turn = 0) =>
  Array.from({ length: count }, (_, at) => {
    const angle = turn + (at * 2 * Math.PI) / count;
    const away = typeof radius === "function" ? radius(at) : radius;
    return [away * Math.sin(angle), -away * Math.cos(angle)];
  });
const triangle = around(3, 1.33).map(([x, y]) => [x, y + 0.32]);
const corners = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: around(4, 1),
  triangle,
  triangleDown: triangle.map(([x, y]) => [x, -y]),
  star: around(10, (at) => (at % 2 ? 0.41 : 1.07)).map(([x, y]) => [x, y + 0.08]),
  hexagon: around(6, 1, Math.PI / 6),
};

const rounded = (number) => Math.round(number * 10) / 10;

/* The outline of a shape as SVG path data, which canvases take too. */
function outline(shape, x, y, radius) {
  const points = corners[shape];
  if (points) return `M${points.map(([dx, dy]) => `${rounded(x + dx * radius)} ${rounded(y + dy * radius)}`).join("L")}Z`;
  const [left, r] = [rounded(x - radius), rounded(radius)];
  return `M${left} ${rounded(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const icon = (shape, colour) =>
  svg(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    svg("path", { d: outline(shape, 8, 8, shape === "dot" ? 6 : 6.4), fill: colour }),
  );
const iconOf = (node) => icon(looks.get(node.kind).shape, nodeColour(node));
const kindIcon = (kind) => icon(kind.shape, colourOf(kind));
const stroke = (look) => {
  const line = svg("path", { d: "M1 8h20", stroke: colourOf(look), "stroke-width": 1.2 + look.width / 2 });
  if (look.dashes.length) line.setAttribute("stroke-dasharray", look.dashes.map((dash) => dash * 0.7).join(" "));
  return svg("svg", { viewBox: "0 0 22 16", class: "icon wide", "aria-hidden": "true" }, line);
};
