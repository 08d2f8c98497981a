#!/usr/bin/env bash
# Ask a store a few of the named questions, the first rows of each: examples/questions.sh STORE [ROWS]
set -euo pipefail
kg=${KG:-kg}
store=${1:?"usage: examples/questions.sh STORE [ROWS]"}
rows=${2:-10}
queries=$(dirname "${BASH_SOURCE[0]}")/../ontology/queries

bold='' plain=''
if [ -t 1 ]; then bold=$'\033[1m' plain=$'\033[0m'; fi

title() {
  sed -n "s/^# title\.$2: *//p" "$queries/$1.rq"
}

ask() {
  local name=$1 answer
  shift
  printf '\n%s%s  %s%s\n' "$bold" "$(title "$name" zh)" "$(title "$name" en)" "$plain"
  printf '$ kg query %s\n' "$name${*:+ $*}"
  answer=$("$kg" query "$name" "$@" --store "$store")
  # Two lines of head, then the rows.
  awk -v rows="$rows" 'NR <= rows + 2 { print } END { if (NR > rows + 2) print "… 另有 " NR - rows - 2 " 行 more rows" }' <<<"$answer"
}

ask reports
ask laws-most-cited
ask firm-townships
ask programmes-across-counties
ask zero-litigation
ask fines
# The figures of one place: the first that a report is about.
place=$("$kg" query reports --store "$store" --format csv | awk -F, 'NR == 2 { print $3 }')
if [ -n "$place" ]; then
  ask figures --param "township=$place"
fi
ask issues
