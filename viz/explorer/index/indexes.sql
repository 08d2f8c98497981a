-- Made after the tables are full.
CREATE UNIQUE INDEX thing_address ON thing (page, slug);
CREATE INDEX thing_iri ON thing (iri);
CREATE INDEX thing_within ON thing (within) WHERE within IS NOT NULL;
CREATE INDEX name_thing ON name (thing);
CREATE INDEX place_code ON place (code);
CREATE INDEX place_above ON place (above);
CREATE INDEX place_county ON place (county);
CREATE INDEX report_place ON report (place, year);
CREATE INDEX report_year ON report (year);
CREATE INDEX figure_place ON figure (place, indicator, year);
CREATE INDEX figure_headline ON figure (indicator, unit, year, value, place) WHERE headline = 1;
CREATE INDEX mention_thing ON mention (thing, place, year DESC, relation, report, times);
CREATE INDEX mention_place ON mention (place, relation, thing, year, times);
CREATE INDEX issue_kind ON issue (kind, report, start);
