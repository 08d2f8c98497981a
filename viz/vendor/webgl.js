/* What the large pages draw with: sigma.js, graphology, and the base of a node program of our own. */
export { default as Sigma } from "sigma";
export { EdgeLineProgram, NodeProgram } from "sigma/rendering";
export { floatColor } from "sigma/utils";
export { MultiDirectedGraph } from "graphology";
