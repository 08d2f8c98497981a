-- What the pages read: the graph of one version of the store, arranged for looking up and adding up.
-- It is made from the store in one pass (build.py) and never changed. Figures and mentions are those of reports on
-- law-based government as they stand; the facts of other documents and of reports that another one corrects
-- are in the store alone.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Everything that has a page of its own, and units.
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL,
  page TEXT NOT NULL,               -- place, report, instrument, provider, lawyer, programme, indicator, case, unit
  slug TEXT NOT NULL,               -- what its address ends with: /place/140423103
  kind TEXT NOT NULL,               -- its class, as style.toml has it: Township, LawFirm, Law …
  zh TEXT NOT NULL,
  en TEXT NOT NULL DEFAULT '',      -- '' where there is no English name
  pinyin TEXT NOT NULL DEFAULT '',  -- of places: Xiadian Zhen
  within INTEGER,                   -- a lawyer's firm, the place whose own document it is, an indicator's theme, a report's place
  weight INTEGER NOT NULL DEFAULT 0 -- how many reports name it; of a place, how many are of it or of a place in it
);

-- The names by which a thing is found, those of the most named things first. `name_fts` has of each, under the same
-- number, its characters one by one, its pinyin (names.py), and the page that shows the thing.
CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL);
CREATE VIRTUAL TABLE name_fts USING fts5(
  characters, pinyin, page, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0");
CREATE TEMP TABLE raw_name (thing INTEGER NOT NULL, text TEXT NOT NULL);

-- A division; `province` … `township` are the places that it lies in, itself included.
CREATE TABLE place (
  id INTEGER PRIMARY KEY,           -- thing.id
  code TEXT NOT NULL,               -- '' where the register has none
  above INTEGER,                    -- the next place up
  province INTEGER, prefecture INTEGER, county INTEGER, township INTEGER,
  townships INTEGER NOT NULL,       -- official townships in it, with or without a report
  covered INTEGER NOT NULL DEFAULT 0 -- townships in it with a report
);

CREATE TABLE report (
  id INTEGER PRIMARY KEY,           -- thing.id; the title is its label
  place INTEGER,
  year INTEGER,
  issued TEXT,                      -- 2024-01-16
  sources TEXT NOT NULL,            -- base names of the files that hold it, a line each
  genuine INTEGER NOT NULL,         -- 0: some other document (fz:OtherDocument)
  replaced_by INTEGER,              -- the report that corrects this one
  statements INTEGER NOT NULL,
  issues INTEGER NOT NULL
);

-- Every observation of a place. `headline` marks the one that stands for its indicator, unit and year:
-- of what was done, the greatest, a share of another only where nothing else is there.
CREATE TABLE figure (
  place INTEGER NOT NULL, indicator INTEGER NOT NULL, year INTEGER,
  unit INTEGER,                     -- what it is compared in: one of the units that count the same (units.toml)
  written INTEGER,                  -- the unit that the report writes
  report INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  value REAL NOT NULL, comparator TEXT NOT NULL, role TEXT NOT NULL,
  measured TEXT NOT NULL, share INTEGER NOT NULL, headline INTEGER NOT NULL DEFAULT 0
);

-- A report names a thing as of a year: where first, how many times, with which articles (a line each).
-- relation: cites, runs, planned, recommended, advises, practises (a lawyer), case, village
CREATE TABLE mention (
  thing INTEGER NOT NULL, place INTEGER, year INTEGER, relation TEXT NOT NULL,
  report INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
  times INTEGER NOT NULL, articles TEXT NOT NULL
);

CREATE TABLE issue (
  report INTEGER NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL, why TEXT NOT NULL,
  start INTEGER, end INTEGER
);

-- The headline figures of all townships (`place` NULL: of the whole graph) of a province, prefecture or county.
CREATE TABLE summary (
  place INTEGER, indicator INTEGER NOT NULL, unit INTEGER, year INTEGER NOT NULL,
  n INTEGER NOT NULL, least REAL NOT NULL, lower REAL NOT NULL, median REAL NOT NULL, upper REAL NOT NULL, most REAL NOT NULL
);

-- How many reports, of how many places, name a thing by a relation ('': by any): those of a province or prefecture
-- (`place` NULL: of the whole graph), or those of a year (`year` NULL: of all). `kind` is the thing's.
CREATE TABLE tally (
  thing INTEGER NOT NULL, kind TEXT NOT NULL, place INTEGER, year INTEGER, relation TEXT NOT NULL,
  reports INTEGER NOT NULL, places INTEGER NOT NULL
);

-- How many reports of a year are of a place or of what lies in it.
CREATE TABLE coverage (place INTEGER NOT NULL, year INTEGER, reports INTEGER NOT NULL);
