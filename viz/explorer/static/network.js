// The network page: draws what the page has as data, and follows links within the page without leaving the drawing:
// it asks for the page that the link leads to and takes over its parts. Without this script the links are plain links.

import { Graph, save } from "./graph.js";

const svg = document.getElementById("network-drawing");
const canvas = document.getElementById("network-canvas");
const state = document.getElementById("network-state");
let graph = null;
let request = null;

const read = () => JSON.parse(document.querySelector("#network-data script").textContent);

/** The address of this page with some parameters changed. */
function address(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url.pathname + url.search;
}

const opened = (id) => {
  const before = (new URLSearchParams(location.search).get("open") || "").split(" ").filter(Boolean);
  return [...new Set([...before, id])].join(" ");
};

async function go(href, push = true) {
  if (!graph) {
    location.assign(href);
    return;
  }
  if (request) request.abort();
  request = new AbortController();
  canvas.setAttribute("aria-busy", "true");
  state.textContent = state.dataset.working;
  try {
    const answer = await fetch(href, { signal: request.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("network-data")) {
      location.assign(href);
      return;
    }
    if (push) history.pushState(null, "", href);
    take(page);
    state.textContent = "";
  } catch (error) {
    if (error.name === "AbortError") return;
    state.textContent = state.dataset.failed;
  }
  canvas.setAttribute("aria-busy", "false");
}

/** Take over the parts of another page, and draw its data. */
function take(page) {
  const list = document.querySelector("#network-list details");
  const before = list && list.open;
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = page.getElementById(part.id);
    if (other) part.replaceWith(document.adoptNode(other));
  }
  for (const name of [".languages a", "link[hreflang]"]) {
    const others = page.querySelectorAll(name);
    document.querySelectorAll(name).forEach((one, place) => others[place] && (one.href = others[place].getAttribute("href")));
  }
  document.title = page.title;
  if (before) document.querySelector("#network-list details").open = true;
  svg.setAttribute("aria-label", page.getElementById("network-drawing").getAttribute("aria-label"));
  draw();
}

function draw() {
  const data = read();
  const same = graph.nodes.length === data.nodes.length && data.nodes.every((node) => graph.known.has(node.id))
    && data.nodes.every((node) => graph.known.get(node.id).opened === node.opened) && graph.links.length === data.links.length;
  const dressed = same && data.nodes.every(({ id, look, size }) => graph.known.get(id).look === look && graph.known.get(id).size === size);
  if (!same) graph.show(data);
  else if (!dressed) graph.dress(data);
  if (same) graph.mark(data.chosen);
}

if (svg) {
  graph = new Graph(svg, {
    choose: (id) => go(address({ node: id, find: "" })),
    open: (id) => go(address({ open: opened(id), node: id, find: "" })),
  });
  graph.show(read());
  for (const hidden of canvas.querySelectorAll("[hidden]")) hidden.hidden = false;
  const name = () => document.title;
  document.getElementById("zoom-in").addEventListener("click", () => graph.by(1.4));
  document.getElementById("zoom-out").addEventListener("click", () => graph.by(1 / 1.4));
  document.getElementById("zoom-fit").addEventListener("click", () => graph.fit());
  document.getElementById("save-svg").addEventListener("click", () =>
    save(new Blob([graph.document(name()).text], { type: "image/svg+xml" }), "fazhi-network.svg"),
  );
  document.getElementById("save-png").addEventListener("click", async () => save(await graph.picture(name()), "fazhi-network.png"));
  const copy = document.getElementById("copy-link");
  const words = copy.textContent;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = words), 2000);
  });
  copy.hidden = !navigator.clipboard;
  new ResizeObserver(() => graph.fit()).observe(svg);
  addEventListener("beforeprint", () => svg.setAttribute("viewBox", `0 0 ${svg.clientWidth} ${svg.clientHeight}`));
  addEventListener("afterprint", () => svg.removeAttribute("viewBox"));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-go]")) return;
  event.preventDefault();
  const asked = new URLSearchParams([...new FormData(event.target)].filter(([, value]) => value));
  go(`${location.pathname}?${asked}`);
});
// A community of the legend is shown by pointing at it, and by coming to it with the keyboard.
for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => {
    const chip = event.target.closest("[data-community]");
    if (graph && chip) graph.spot(chip.dataset.community);
  });
  document.addEventListener(end, (event) => graph && event.target.closest("[data-community]") && graph.spot(null));
}
addEventListener("popstate", () => go(location.href, false));
