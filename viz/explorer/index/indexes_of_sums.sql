-- Made after what is added up is full.
CREATE UNIQUE INDEX summary_key ON summary (place, indicator, unit, year);
CREATE INDEX tally_list ON tally (place, relation, reports DESC, places DESC, thing, kind) WHERE year IS NULL;
CREATE INDEX tally_thing ON tally (thing, relation, place, year, reports, places);
CREATE INDEX coverage_place ON coverage (place, year, reports);
CREATE INDEX thing_rank ON thing (page, weight DESC);
