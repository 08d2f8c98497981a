// The SPARQL editor and its results; the package comes as one file with all that it needs in it.
import "@zazuko/yasgui/build/yasgui.min.css";
import { Yasgui } from "@zazuko/yasgui";

export default Yasgui;
