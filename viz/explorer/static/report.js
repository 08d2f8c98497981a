// The report page: marks the words that the address names, and shows the facts of the words one clicks.
// Without this script links still lead to the words and to the list of facts.

const text = document.getElementById("text");
const sheet = document.getElementById("sheet");
const narrow = matchMedia("(max-width: 1000px)");
const RANGE = /^#char=(\d+),(\d+)$/;

/** The text node and UTF-16 offset at which a code point of the report's text stands. */
function place(offset) {
  const lines = [...text.querySelectorAll("[data-start]")];
  const line = lines.findLast((one) => Number(one.dataset.start) <= offset);
  if (!line) return null;
  let left = offset - Number(line.dataset.start);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let node = null;
  while (walker.nextNode()) {
    node = walker.currentNode;
    const points = [...node.data];
    if (left <= points.length) return [node, points.slice(0, left).join("").length];
    left -= points.length;
  }
  return node ? [node, node.data.length] : [line, 0];
}

function rangeOf(start, end) {
  const [from, to] = [place(start), place(end)];
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

function mark(range) {
  if (CSS.highlights && range) CSS.highlights.set("asked", new Highlight(range));
  else if (CSS.highlights) CSS.highlights.delete("asked");
  else if (range) {
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
}

/** Shows the facts with these numbers: in the list beside the text, or in a sheet where there is no room for it. */
function tell(numbers) {
  for (const one of document.querySelectorAll(".fact.chosen")) one.classList.remove("chosen");
  const items = numbers.map((number) => document.getElementById(`fact-${number}`)).filter(Boolean);
  if (!items.length) return;
  if (narrow.matches) {
    const list = sheet.querySelector("ol");
    list.replaceChildren(
      ...items.map((item) => {
        const copy = item.cloneNode(true);
        copy.removeAttribute("id");
        return copy;
      }),
    );
    if (!sheet.open) sheet.show();
    return;
  }
  for (const item of items) item.classList.add("chosen");
  const side = items[0].closest(".facts-side");
  side.scrollTo({ top: items[0].offsetTop - side.clientHeight / 3 });
}

function factsAt(range, exact) {
  const start = document.getElementById(exact);
  const link = start ? start.parentElement.querySelector(`[id="${CSS.escape(exact)}"] ~ .f`) : null;
  return link ? link.dataset.facts.split(" ") : [];
}

/** Does what the address says. */
function follow(scroll) {
  const asked = RANGE.exec(decodeURIComponent(location.hash));
  if (!asked) {
    mark(null);
    return;
  }
  const range = rangeOf(Number(asked[1]), Number(asked[2]));
  if (!range) return;
  mark(range);
  tell(factsAt(range, asked[0].slice(1)));
  if (scroll) {
    const box = range.getBoundingClientRect();
    if (box.top < 90 || box.bottom > innerHeight - 40) scrollBy({ top: box.top - innerHeight * 0.35 });
  }
}

text.addEventListener("click", (event) => {
  const link = event.target.closest("a.f");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const numbers = link.dataset.facts.split(" ");
  const words = document.querySelector(`#fact-${numbers[0]} .fact-words a`);
  if (words && words.hash !== location.hash) history.pushState(null, "", words.hash);
  follow(false);
  tell(numbers);
});

sheet.addEventListener("click", (event) => {
  if (event.target.closest("a")) sheet.close();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && sheet.open) sheet.close();
});
addEventListener("hashchange", () => follow(true));
addEventListener("popstate", () => follow(true));
addEventListener("beforeprint", () => mark(null));
follow(true);
