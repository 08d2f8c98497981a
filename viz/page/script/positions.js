/* Where nodes stand: the arrangements, what the reader drags, saving and loading. */

/* The layouts are wider than high; on a stage that is higher than wide they lie on their side, and a layout is
   stretched a little towards the stage's proportions. */
function frame(places) {
  const across = (from) => {
    let [least, most] = [Infinity, -Infinity];
    for (let at = from; at < places.length; at += 2) [least, most] = [Math.min(least, places[at]), Math.max(most, places[at])];
    return places.length ? most - least + 60 : 60;
  };
  const sides = [across(0), across(1)];
  const [width, height] = [Math.max(stage.clientWidth - 130, 120), Math.max(stage.clientHeight - 110, 100)];
  const turned = sides[0] > sides[1] * 1.05 && stage.clientHeight > stage.clientWidth * 1.15;
  const [wide, high] = turned ? [sides[1], sides[0]] : sides;
  const wanted = width / height / (wide / high);
  return { turned, x: Math.max(1, Math.min(wanted, 1.5)), y: Math.max(1, Math.min(1 / wanted, 1.5)) };
}

let framed = frame(core.arrangements[state.arrange] || []);
const onStagePlane = (x, y) => (framed.turned ? [-y * framed.x, x * framed.y] : [x * framed.x, y * framed.y]);
const onLayoutPlane = (x, y) => (framed.turned ? [y / framed.y, -x / framed.x] : [x / framed.x, y / framed.y]);

function takePlaces() {
  const places = core.arrangements[state.arrange];
  framed = frame(places);
  for (const node of nodes) [node.px, node.py] = onStagePlane(places[2 * node.id], places[2 * node.id + 1]);
}

function arrange(name) {
  state.arrange = name;
  takePlaces();
  drawing.place();
  refresh();
  fit(false);
}

/* A node was dragged to a place of the drawing. */
function moved(node, px, py) {
  [node.px, node.py] = [px, py];
  const [x, y] = onLayoutPlane(px, py);
  core.arrangements[state.arrange].splice(2 * node.id, 2, Math.round(x), Math.round(y));
}

function savePositions() {
  const places = core.arrangements[state.arrange];
  const rows = nodes.map((node) => [node.iri, [places[2 * node.id], places[2 * node.id + 1]]]);
  const lines = rows.map(([iri, place]) => `  ${JSON.stringify(iri)}: ${JSON.stringify(place)}`);
  download("positions.json", new Blob([`{\n${lines.join(",\n")}\n}\n`], { type: "application/json" }));
}

async function loadPositions(file) {
  try {
    const saved = JSON.parse(await file.text());
    const isPlace = (place) => Array.isArray(place) && place.length === 2 && place.every(Number.isFinite);
    const known = nodes.filter((node) => Object.hasOwn(saved, node.iri) && isPlace(saved[node.iri]));
    if (!known.length) throw new TypeError("no positions");
    for (const node of known) core.arrangements[state.arrange].splice(2 * node.id, 2, ...saved[node.iri].map(Math.round));
    arrange(state.arrange);
    say(text("positions_loaded", { n: counted(known.length) }));
  } catch {
    say(text("positions_wrong", { file: file.name }));
  }
}
