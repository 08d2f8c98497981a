/* The legend, which filters: years, kinds or communities, relations; and how nodes are arranged and coloured. */

const tally = (things, keyOf) => {
  const counts = new Map();
  for (const thing of things) counts.set(keyOf(thing), (counts.get(keyOf(thing)) || 0) + 1);
  return counts;
};
const kindCounts = tally(nodes, (node) => node.kind);
const relationCounts = tally(edges, (edge) => edge.relation);
const communityCounts = tally(nodes, communityOf);
const yearCounts = new Map();
for (const edge of edges) for (const year of edge.years) yearCounts.set(year, (yearCounts.get(year) || 0) + 1);

function switchRow(picture, name, label, count, hidden) {
  const row = make(
    "button",
    { type: "button", class: "row", "aria-pressed": String(!hidden.has(name)), "data-name": name },
    picture,
    make("span", { class: "name" }, label),
    make("span", { class: "number" }, counted(count)),
  );
  row.addEventListener("click", () => {
    if (!hidden.delete(name)) hidden.add(name);
    refresh();
    document.querySelector(`.filters [data-name="${name}"]`).focus();
  });
  return row;
}

const chip = (pressed, data, label, act) => {
  const [[key, value]] = Object.entries(data);
  const button = make("button", { type: "button", class: "choice", "aria-pressed": String(pressed), [`data-${key}`]: value }, label);
  button.addEventListener("click", () => {
    act();
    document.querySelector(`.filters [data-${key}="${value}"]`).focus();
  });
  return button;
};

function drawFilters() {
  byId("arrangements").replaceChildren(
    ...told.arrangements.map((name) => chip(state.arrange === name, { arrange: name }, text(`arrange_${name}`), () => arrange(name))),
  );
  byId("colours").replaceChildren(
    ...["kind", "community"].map((name) => chip(state.colour === name, { colour: name }, text(`colour_${name}`), () => recolour(name))),
  );
  byId("kinds").replaceChildren(...(state.colour === "community" ? communityRows() : kindRows()));
  byId("kinds-heading").textContent = text(state.colour === "community" ? "communities" : "kinds");
  const present = told.relations.filter((relation) => relationCounts.has(relation.name));
  byId("relations").replaceChildren(
    ...present.map((one) => switchRow(stroke(one), one.name, named(one), relationCounts.get(one.name), state.hiddenRelations)),
  );
  byId("all-kinds").hidden = state.hiddenKinds.size + state.hiddenRelations.size + state.hiddenCommunities.size === 0;
  drawYears();
}

function kindRows() {
  return told.groups.flatMap((group) => {
    const kinds = told.kinds.filter((kind) => kind.group === group.name && kindCounts.has(kind.name));
    const row = (kind) => switchRow(kindIcon(kind), kind.name, named(kind), kindCounts.get(kind.name), state.hiddenKinds);
    return kinds.length ? [make("h3", {}, named(group)), ...kinds.map(row)] : [];
  });
}

/* The communities in order, each called by its best connected nodes. */
function communities() {
  const names = new Map();
  for (const node of ranked) {
    const community = communityOf(node);
    if (!names.has(community)) names.set(community, []);
    if (names.get(community).length < 2) names.get(community).push(shortened(node));
  }
  const order = [...communityCounts.keys()].sort((a, b) => (a === "other") - (b === "other") || Number(a) - Number(b));
  return order.map((community) => ({
    community,
    label: community === "other" ? text("other_communities") : listed(names.get(community)),
  }));
}

function communityRows() {
  return communities().map(({ community, label }) => {
    const row = switchRow(icon("dot", communityColour(community)), community, label, communityCounts.get(community), state.hiddenCommunities);
    row.title = label;
    return row;
  });
}

function recolour(name) {
  state.colour = name;
  refresh();
}

/* ---- years: two thumbs on one track, over bars of how much is said of each year ---- */

const [firstThumb, lastThumb] = [byId("first-year"), byId("last-year")];

function drawYears() {
  const box = byId("years");
  box.hidden = years.length === 0;
  if (!years.length) return;
  const span = state.years || [years[0], years.at(-1)];
  const [first, last] = span.map((year) => years.indexOf(year));
  for (const [thumb, at, label] of [[firstThumb, first, "first_year"], [lastThumb, last, "last_year"]]) {
    thumb.max = years.length - 1;
    thumb.value = at;
    thumb.setAttribute("aria-label", text(label));
    thumb.setAttribute("aria-valuetext", String(years[at]));
  }
  // The thumb that can still move lies on top when both are at one end.
  firstThumb.classList.toggle("above", first === last && first === years.length - 1);
  const range = byId("years-range");
  range.hidden = years.length === 1;
  const share = (at) => `${years.length > 1 ? (at / (years.length - 1)) * 100 : 0}%`;
  byId("years").style.setProperty("--count", years.length);
  range.style.setProperty("--first", share(first));
  range.style.setProperty("--last", share(last));
  byId("years-shown").textContent = first === last ? String(span[0]) : `${span[0]}–${span[1]}`;
  byId("all-years").hidden = state.years === null;
  byId("years-bars").replaceChildren(...bars(first, last));
}

function bars(first, last) {
  const most = Math.max(1, ...yearCounts.values());
  const step = 200 / years.length;
  return years.map((year, at) => {
    const height = Math.max(1, ((yearCounts.get(year) || 0) / most) * 34);
    const shade = at >= first && at <= last ? "in" : "out";
    const bar = svg("rect", { x: at * step + step * 0.14, y: 36 - height, width: step * 0.72, height, rx: 1.5, class: shade });
    bar.append(svg("title", {}));
    bar.firstChild.textContent = `${year} · ${text("links", { n: counted(yearCounts.get(year) || 0) })}`;
    return bar;
  });
}

function slide(event) {
  const at = Number(event.target.value);
  const other = Number((event.target === firstThumb ? lastThumb : firstThumb).value);
  const [first, last] = event.target === firstThumb ? [Math.min(at, other), other] : [other, Math.max(at, other)];
  state.years = first === 0 && last === years.length - 1 ? null : [years[first], years[last]];
  refresh();
}

for (const thumb of [firstThumb, lastThumb]) thumb.addEventListener("input", slide);
byId("all-years").addEventListener("click", () => {
  state.years = null;
  refresh();
});
