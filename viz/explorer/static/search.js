// Suggestions under the search box: an ARIA combobox with a list. Without this script the form leads to the results.

for (const form of document.querySelectorAll("form.search")) {
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  let chosen = -1;
  let asked = "";
  let request = null;
  let wait = 0;

  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const show = (visible) => {
    list.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible));
    if (!visible) choose(-1);
  };

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((item, one) => item.setAttribute("aria-selected", String(one === place)));
    if (place >= 0) {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const part = (name, text, language) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    if (language) made.lang = language;
    return made;
  };

  const fill = (found) => {
    list.replaceChildren(
      ...found.map((one, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.dataset.href = one.href;
        const mark = part("mark", "");
        mark.classList.add(`kind-${one.kind}`);
        const where = [one.also, one.where].filter(Boolean).join(" · ") || one.what;
        item.append(mark, part("name", one.name, one.lang), part("where", where, one.where ? "zh" : ""));
        return item;
      }),
    );
    choose(-1);
    show(found.length > 0);
  };

  const ask = async () => {
    const words = input.value.trim();
    if (words === asked) {
      show(list.children.length > 0 && words !== "");
      return;
    }
    asked = words;
    request?.abort();
    if (!words) {
      fill([]);
      return;
    }
    request = new AbortController();
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok) fill(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(wait);
    wait = setTimeout(ask, 120);
  });
  input.addEventListener("compositionend", ask);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      show(false);
      event.preventDefault();
    } else if (event.key === "ArrowDown" && last >= 0) {
      show(true);
      choose(chosen >= last ? 0 : chosen + 1);
      event.preventDefault();
    } else if (event.key === "ArrowUp" && last >= 0) {
      show(true);
      choose(chosen <= 0 ? last : chosen - 1);
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0) {
      location.href = list.children[chosen].dataset.href;
      event.preventDefault();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.href = item.dataset.href;
  });
  input.addEventListener("blur", () => show(false));
}
