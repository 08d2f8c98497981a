// The parts of D3 that networks are laid out, dragged and zoomed with.
export { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
export { drag } from "d3-drag";
export { select } from "d3-selection";
export { zoom, zoomIdentity } from "d3-zoom";
