/* The drawing by vis-network, of what pyvis wrote.

   A drawing has `possible()`: whether this browser can; `view()`: how canvas units become pixels of the stage (scale, x, y); `look(middle, scale, animated)`;
   `update()` after what is shown or its colours changed; `mark()` after something else was chosen; `place()` after
   positions changed; `emphasise(context)`: what it wants on the overlay; `complete()`, where the lines are not drawn at
   first, draws them. It calls `hooks`. */

const drawing = (() => {
  const geometry = JSON.parse(byId("data-nodes").textContent);
  const lines = JSON.parse(byId("data-edges").textContent);
  const options = JSON.parse(byId("data-options").textContent);
  const quietness = Math.max(0.1, Math.min(0.6, 14 / Math.sqrt(edges.length + 1)));
  let network, nodeSet, edgeSet, grown;

  function begin(hooks) {
    nodeSet = new vis.DataSet(geometry.map(({ id, shape, size }) => ({ id, shape, size, ...at(nodes[id]) })));
    edgeSet = new vis.DataSet(lines.map(({ id, from, to, width, dashes, arrows }) => ({ id, from, to, width, dashes, arrows })));
    options.interaction.hideEdgesOnDrag = edges.length > 3000;
    options.interaction.hideEdgesOnZoom = edges.length > 3000;
    network = new vis.Network(canvas, { nodes: nodeSet, edges: edgeSet }, options);
    network.on("afterDrawing", () => hooks.drawn());
    network.on("click", ({ nodes: [node], edges: [edge] }) => hooks.click(node, node === undefined ? edge : undefined));
    network.on("doubleClick", ({ nodes: [node] }) => node !== undefined && hooks.doubleClick(node));
    network.on("hoverNode", ({ node }) => hooks.hover(node));
    network.on("blurNode", () => hooks.hover(null));
    network.on("hoverEdge", () => (canvas.style.cursor = "pointer"));
    network.on("blurEdge", () => (canvas.style.cursor = ""));
    network.on("zoom", regrow);
    network.on("animationFinished", regrow);
    const moved = (dragged) => {
      for (const [id, { x, y }] of Object.entries(network.getPositions(dragged))) hooks.moved(nodes[id], x, y);
    };
    network.on("dragging", ({ nodes: dragged }) => dragged.length && moved(dragged));
    network.on("dragEnd", ({ nodes: dragged }) => dragged.length && moved(dragged));
  }

  const at = (node) => ({ x: node.px, y: node.py });
  const tenth = (number) => Math.round(number * 10) / 10;
  const regrow = () => tenth(grownAt(network.getScale())) !== grown && update();

  function view() {
    const { x, y } = network.canvasToDOM({ x: 0, y: 0 });
    return { scale: network.getScale(), x, y };
  }

  function look({ x, y }, scale, animated) {
    network.moveTo({ position: { x, y }, scale, animation: animated && { duration: 420, easingFunction: "easeInOutQuad" } });
    if (!animated) regrow();
  }

  function paintNode(node, close, ink) {
    const colour = nodeColour(node);
    const chosen = state.chosen && state.chosen.node === node.id;
    const paint = { background: colour, border: chosen ? ink : colour };
    return {
      id: node.id,
      hidden: !visible[node.id],
      color: { ...paint, highlight: paint, hover: { background: colour, border: ink } },
      size: node.size * grown,
      borderWidth: chosen ? 3 : 1,
      opacity: close && !close.nodes.has(node.id) ? 0.16 : 1,
    };
  }

  function paintEdge(edge, close) {
    const look = relations.get(edge.relation);
    const emphasis = close && close.edges.has(edge.id);
    const opacity = close ? (emphasis ? 0.95 : 0.07) : edge.relation === "within" ? 0.7 : quietness;
    const shade = faded(colourOf(look), opacity);
    return {
      id: edge.id,
      hidden: !visibleEdges[edge.id],
      color: { color: shade, highlight: shade, hover: faded(colourOf(look), 1), inherit: false },
      width: look.width * grown + (emphasis ? (state.chosen.edge !== undefined ? 2.5 : 0.6) : 0),
    };
  }

  function update() {
    const close = near();
    const ink = themed("--ink");
    grown = tenth(grownAt(network.getScale()));
    nodeSet.update(nodes.map((node) => paintNode(node, close, ink)));
    edgeSet.update(edges.map((edge) => paintEdge(edge, close)));
  }

  return {
    possible: () => true,
    begin,
    view,
    look,
    update,
    mark: update,
    place: () => nodeSet.update(nodes.map((node) => ({ id: node.id, ...at(node) }))),
    redraw: () => network.redraw(),
    resized() {
      network.setSize("100%", "100%");
      network.redraw();
    },
    emphasise() {},
    quietness,
  };
})();
