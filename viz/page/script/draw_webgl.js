/* The drawing by sigma.js on WebGL, for networks that vis-network is too slow for; as draw_vis.js says. */

const drawing = (() => {
  const { Sigma, EdgeLineProgram, NodeProgram, MultiDirectedGraph, floatColor } = webgl;
  const shapes = ["dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"];
  // From here on a click between nodes means no line: too many lie under it.
  const crowd = 4000;
  const quietness = Math.max(0.04, Math.min(0.5, 11 / Math.sqrt(edges.length + 1)));
  let sigma, graph, hooks, unit, dragged;

  /* A node is a triangle large enough for its shape; the fragment shader says what of it is inside.
     The distances are those of Inigo Quilez (https://iquilezles.org/articles/distfunctions2d/, MIT). */
  const VERTEX = `
    attribute vec4 a_color;
    attribute vec2 a_position;
    attribute float a_size, a_shape, a_angle;
    uniform mat3 u_matrix;
    uniform float u_sizeRatio, u_correctionRatio;
    varying vec4 v_color;
    varying vec2 v_at;
    varying float v_shape, v_pixel;
    void main() {
      float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
      vec2 corner = 3.0 * vec2(cos(a_angle), sin(a_angle));
      gl_Position = vec4((u_matrix * vec3(a_position + corner * radius, 1)).xy, 0, 1);
      v_at = corner;
      v_shape = a_shape;
      v_pixel = u_correctionRatio / radius;
      v_color = a_color;
      v_color.a *= 255.0 / 254.0;
    }`;
  const FRAGMENT = `
    precision highp float;
    varying vec4 v_color;
    varying vec2 v_at;
    varying float v_shape, v_pixel;
    float polygon(vec2 p, float sides, float radius) {
      float part = 6.2831853 / sides;
      float angle = mod(atan(p.x, p.y) + part * 0.5, part) - part * 0.5;
      return length(p) * cos(angle) - radius * cos(part * 0.5);
    }
    float star(vec2 p) {
      float part = 6.2831853 / 10.0;
      float angle = abs(mod(atan(p.x, p.y) + part, 2.0 * part) - part);
      vec2 q = length(p) * vec2(sin(angle), cos(angle));
      vec2 tip = vec2(0.0, 1.07), dent = 0.41 * vec2(sin(part), cos(part));
      vec2 side = dent - tip;
      return dot(q - tip, normalize(vec2(-side.y, side.x)));
    }
    float outside(vec2 p) {
      if (v_shape < 0.5) return length(p) - 1.0;
      if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 1.0;
      if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.0) * 0.7071;
      if (v_shape < 3.5) return polygon(p + vec2(0.0, 0.32), 3.0, 1.33);
      if (v_shape < 4.5) return polygon(vec2(p.x, 0.32 - p.y), 3.0, 1.33);
      if (v_shape < 5.5) return star(p + vec2(0.0, 0.08));
      return polygon(vec2(p.y, p.x), 6.0, 1.0);
    }
    void main() {
      float far = outside(v_at);
      gl_FragColor = v_color * (1.0 - smoothstep(-v_pixel, v_pixel, far));
    }`;

  class ShapeProgram extends NodeProgram {
    getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
      const bytes = (name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true }); // a colour
      const floats = (name, size) => ({ name, size, type: FLOAT });
      return {
        VERTICES: 3,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
        ATTRIBUTES: [floats("a_position", 2), floats("a_size", 1), bytes("a_color"), floats("a_shape", 1)],
        CONSTANT_ATTRIBUTES: [floats("a_angle", 1)],
        CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
      };
    }

    processVisibleItem(id, from, data) {
      this.array.set([data.x, data.y, data.size, floatColor(data.color), data.shape], from);
    }

    setUniforms({ correctionRatio, sizeRatio, matrix }, { gl, uniformLocations }) {
      gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
    }
  }

  /* sigma.js finds what is under the pointer by drawing everything once more and reading a pixel back, which stalls;
     going through the nodes takes less. */
  class Stage extends Sigma {
    createWebGLContext(id, options) {
      return super.createWebGLContext(id, { ...options, picking: false });
    }

    getNodeAtPosition(point) {
      const id = nodeAt(point);
      return id === undefined ? null : String(id);
    }
  }

  /* WebGL's blending wants colours already multiplied by their opacity. */
  const shades = new Map();
  function shade(colour, opacity) {
    const key = colour + opacity;
    if (!shades.has(key)) {
      const [r, g, b] = parts(colour).map((part) => Math.round(part * opacity));
      shades.set(key, `rgba(${r},${g},${b},${opacity})`);
    }
    return shades.get(key);
  }

  function points(some) {
    const made = new MultiDirectedGraph();
    for (const node of some)
      made.addNode(node.id, { x: node.px, y: -node.py, size: node.size, shape: shapes.indexOf(looks.get(node.kind).shape) });
    return made;
  }

  /* Nodes stand on the screen before the lines, which take several times as long. */
  function complete() {
    const whole = points(nodes);
    for (const { id, from, to } of edges) whole.addEdgeWithKey(id, from, to, { size: 1 });
    fill(whole);
  }

  function fill(made) {
    graph = made;
    sigma.setGraph(graph);
  }

  function extent() {
    const ends = (values) => values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    return { x: ends(nodes.map((node) => node.px)), y: ends(nodes.map((node) => -node.py)) };
  }

  /* The stage begins with one node, without which it measures nothing; the others come with the first update(), when
     it is known where to look, so that they are drawn once. */
  function begin(given) {
    hooks = given;
    graph = points(nodes.slice(0, 1));
    unit = Math.min(stage.clientWidth, stage.clientHeight) / 10000;
    sigma = new Stage(graph, canvas, {
      allowInvalidContainer: true,
      defaultNodeType: "shape",
      nodeProgramClasses: { shape: ShapeProgram },
      defaultEdgeType: "line",
      edgeProgramClasses: { line: EdgeLineProgram },
      renderLabels: false,
      hideEdgesOnMove: edges.length > 20000,
      enableCameraRotation: false,
      stagePadding: 0,
      defaultDrawNodeHover: () => {},
      zoomToSizeRatioFunction: (ratio) => 1 / ((unit / ratio) * grownAt(unit / ratio)),
      nodeReducer: (id, data) => ({ ...data, color: nodeColour(nodes[id]), hidden: !visible[id] }),
      edgeReducer: (id, data) => ({ ...data, color: edgeColour(edges[id]), hidden: !visibleEdges[id] }),
    });
    sigma.setCustomBBox(extent());
    sigma.refresh();
    measure();
    sigma.on("afterRender", () => hooks.drawn());
    listen();
  }

  const edgeColour = (edge) =>
    shade(colourOf(relations.get(edge.relation)), edge.relation === "within" ? Math.min(1, quietness * 2) : quietness);

  function view() {
    const [origin, right] = [sigma.graphToViewport({ x: 0, y: 0 }), sigma.graphToViewport({ x: 1000, y: 0 })];
    return { scale: (right.x - origin.x) / 1000, x: origin.x, y: origin.y };
  }

  const measure = () => (unit = view().scale * sigma.getCamera().ratio);

  function look({ x, y }, scale, animated) {
    const camera = sigma.getCamera();
    const middle = sigma.viewportToFramedGraph(sigma.graphToViewport({ x, y: -y }));
    const wanted = { ...middle, ratio: unit / scale, angle: 0 };
    if (animated) camera.animate(wanted, { duration: 420 });
    else camera.setState(wanted);
  }

  function listen() {
    const id = ({ node }) => Number(node);
    sigma.on("clickNode", (event) => hooks.click(id(event), undefined));
    sigma.on("clickStage", ({ event }) => hooks.click(undefined, edgeAt(event)));
    sigma.on("doubleClickNode", (event) => {
      event.preventSigmaDefault();
      hooks.doubleClick(id(event));
    });
    sigma.on("enterNode", (event) => hooks.hover(id(event)));
    sigma.on("leaveNode", () => hooks.hover(null));
    sigma.on("downNode", (event) => (dragged = event.event.original.button === 0 ? id(event) : undefined));
    const captor = sigma.getMouseCaptor();
    captor.on("mousemovebody", (event) => {
      if (dragged === undefined) return;
      event.preventSigmaDefault();
      event.original.preventDefault();
      const { x, y } = sigma.viewportToGraph(event);
      graph.mergeNodeAttributes(dragged, { x, y });
      hooks.moved(nodes[dragged], x, -y);
    });
    captor.on("mouseup", () => (dragged = undefined));
  }

  /* The node under a point of the stage: the one whose middle is nearest, measured by its size. */
  function nodeAt(point) {
    const { scale, x, y } = view();
    const grown = grownAt(scale) * scale;
    let best = { away: 1 };
    for (const node of nodes) {
      const reach = Math.max(node.size * grown, 2) + 2;
      const [dx, dy] = [node.px * scale + x - point.x, node.py * scale + y - point.y];
      if (!visible[node.id] || Math.abs(dx) > reach || Math.abs(dy) > reach) continue;
      const away = Math.hypot(dx, dy) / reach;
      if (away < best.away) best = { away, id: node.id };
    }
    return best.id;
  }

  /* The line under a point of the stage: one of the chosen node, else any where few enough are shown. */
  function edgeAt({ x, y }) {
    const close = near();
    const candidates = close ? [...close.edges].map((id) => edges[id]) : shown.edges > crowd ? [] : edges;
    const { scale, x: left, y: top } = view();
    let best = { away: 6 };
    for (const edge of candidates) {
      if (!visibleEdges[edge.id]) continue;
      const [a, b] = [nodes[edge.from], nodes[edge.to]].map((node) => [node.px * scale + left, node.py * scale + top]);
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const along = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
      const away = Math.hypot(a[0] + along * dx - x, a[1] + along * dy - y);
      if (away < best.away) best = { away, id: edge.id };
    }
    return best.id;
  }

  /* What is chosen is drawn over all others, which fade: painting a hundred thousand lines anew would take a while. */
  function emphasise(context) {
    const close = near();
    canvas.classList.toggle("quiet", close !== null);
    const { scale, x, y } = view();
    const grown = grownAt(scale) * scale;
    const at = (id) => [nodes[id].px * scale + x, nodes[id].py * scale + y];
    const strength = close ? Math.max(0.15, Math.min(0.9, 12 / Math.sqrt(close.edges.size))) : 0;
    for (const id of close ? close.edges : []) {
      const edge = edges[id];
      const line = relations.get(edge.relation);
      context.strokeStyle = faded(colourOf(line), strength);
      context.lineWidth = Math.max(0.8, Math.min(line.width, line.width * grown)) + (state.chosen.edge !== undefined ? 2 : 0);
      context.setLineDash(line.dashes);
      context.beginPath();
      context.moveTo(...at(edge.from));
      context.lineTo(...at(edge.to));
      context.stroke();
    }
    context.setLineDash([]);
    const ringed = [state.chosen && state.chosen.node, state.hovered];
    const shownOver = [...(close ? close.nodes : []), ...ringed.filter((id) => id !== null && id !== undefined)];
    for (const id of shownOver) {
      if (!visible[id]) continue;
      const path = new Path2D(outline(looks.get(nodes[id].kind).shape, ...at(id), Math.max(nodes[id].size * grown, 2)));
      context.fillStyle = nodeColour(nodes[id]);
      context.fill(path);
      if (!ringed.includes(id)) continue;
      context.strokeStyle = themed("--ink");
      context.lineWidth = id === ringed[0] ? 3 : 1.5;
      context.stroke(path);
    }
  }

  const possible = () => ["webgl2", "webgl"].some((kind) => document.createElement("canvas").getContext(kind));

  return {
    possible,
    begin,
    complete,
    view,
    look,
    emphasise,
    quietness,
    update: () => (graph.order === nodes.length ? sigma.refresh({ skipIndexation: true }) : fill(points(nodes))),
    mark: () => drawOverlay(),
    redraw: () => drawOverlay(),
    place() {
      graph.updateEachNodeAttributes((id, data) => ({ ...data, x: nodes[id].px, y: -nodes[id].py }), { attributes: ["x", "y"] });
      sigma.setCustomBBox(null);
      sigma.refresh();
      sigma.setCustomBBox(sigma.getBBox());
      measure();
    },
    resized() {
      sigma.resize();
      sigma.refresh({ skipIndexation: true });
      measure();
    },
  };
})();
