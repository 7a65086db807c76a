// What makes a report interactive: tables that sort, search and save; figures that tell values.
"use strict";
(() => {
  const PAGE = 50; // rows shown at first, and added at a time
  const SMALL = 8; // a table of no more rows needs no search
  const SVG = "http://www.w3.org/2000/svg";

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  const exact = (cell) => cell.dataset.v ?? cell.textContent;

  // Tables -------------------------------------------------------------------------------------

  function table(element) {
    const body = element.tBodies[0];
    const rows = [...body.rows];
    const heads = [...element.tHead.rows[0].cells];
    const state = { words: "", unknown: "", chosen: new Map(), shown: PAGE };
    const count = make("output", { "aria-live": "polite" });
    const more = make("button", { type: "button", onclick: () => { state.shown += 10 * PAGE; show(); } }, "Show more rows");

    function matching() {
      const words = state.words.split(/\s+/).filter(Boolean);
      const tests = words.map((word) => test(word, heads));
      state.unknown = words.find((word, n) => tests[n] === null) ?? "";
      return [...body.rows].filter((row) =>
        tests.every((passes) => passes === null || passes(row)) &&
        [...state.chosen].every(([column, word]) => !word || exact(row.cells[column]) === word));
    }

    function show() {
      const found = matching();
      const visible = new Set(found.slice(0, state.shown));
      for (const row of rows) row.classList.toggle("hidden", !visible.has(row));
      const all = found.length === rows.length ? `${rows.length} rows` : `${found.length} of ${rows.length} rows match`;
      const known = heads.map((head) => head.dataset.key).slice(0, 4).join(", ");
      const unknown = state.unknown ? `; no column is meant by ${state.unknown} (columns: ${known} ...)` : "";
      count.textContent = (visible.size < found.length ? `${all}; the first ${visible.size} are shown` : all) + unknown;
      more.classList.toggle("hidden", visible.size === found.length);
    }

    heads.forEach((head, column) => sortable(head, column, heads, body, show));
    if (rows.length > SMALL) {
      element.parentElement.before(tools(element, heads, rows, state, show, matching, count, more));
      show();
    } else if (heads.some((head) => head.classList.contains("more"))) {
      element.parentElement.before(make("div", { class: "tools" }, columnsButton(element)));
    }
  }

  function test(word, heads) {
    const bound = /^(.+?)(<=|>=|<|>|=)(.+)$/.exec(word);
    const column = bound ? heads.findIndex((head) => names(head, bound[1])) : -1;
    if (bound && column < 0) return null; // a bound on what is no column
    if (column < 0) return (row) => row.textContent.toLowerCase().includes(word.toLowerCase());
    const wanted = Number(bound[3]);
    return (row) => {
      const text = exact(row.cells[column]);
      if (bound[2] === "=" && Number.isNaN(wanted)) return text.toLowerCase() === bound[3].toLowerCase();
      const value = text === "" ? NaN : Number(text);
      return { "<": value < wanted, ">": value > wanted, "<=": value <= wanted, ">=": value >= wanted, "=": value === wanted }[bound[2]];
    };
  }

  const names = (head, word) =>
    head.dataset.key === word || head.dataset.key.endsWith(`.${word}`);

  function sortable(head, column, heads, body, show) {
    const button = make("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const number = head.classList.contains("number");
      const keyed = [...body.rows].map((row) => [exact(row.cells[column]), row]);
      keyed.sort(([a], [b]) => {
        if (a === "" || b === "") return (a === "") - (b === ""); // what is missing comes last
        const order = number ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true });
        return down ? -order : order;
      });
      body.append(...keyed.map(([, row]) => row));
      show();
    });
  }

  function tools(element, heads, rows, state, show, matching, count, more) {
    const numeric = heads.filter((head) => head.classList.contains("number") && !head.classList.contains("more"));
    const hint = numeric.length ? `words, or ${numeric[Math.floor(numeric.length / 2)].dataset.key}>1` : "words";
    const search = make("input", { type: "search", placeholder: hint, oninput: () => { state.words = search.value; state.shown = PAGE; show(); } });
    const parts = [make("label", {}, "Search these rows", search)];
    heads.forEach((head, column) => {
      if (head.classList.contains("number")) return;
      const words = [...new Set(rows.map((row) => exact(row.cells[column])))].sort();
      if (words.length < 2 || words.length > 12 || words.some((word) => word.length > 40)) return;
      const options = words.filter(Boolean).map((word) => make("option", { value: word }, word));
      const choice = make("select", { onchange: () => { state.chosen.set(column, choice.value); state.shown = PAGE; show(); } },
        make("option", { value: "" }, "all"), ...options);
      parts.push(make("label", {}, head.textContent, choice));
    });
    if (heads.some((head) => head.classList.contains("more"))) parts.push(columnsButton(element));
    parts.push(make("button", { type: "button", onclick: () => save(element, heads, matching()) }, "Save these rows as CSV"));
    return make("div", { class: "tools" }, ...parts, count, more);
  }

  function columnsButton(element) {
    const button = make("button", { type: "button", "aria-pressed": "false", onclick: () => {
      const all = element.classList.toggle("all");
      button.setAttribute("aria-pressed", String(all));
    } }, "All columns");
    return button;
  }

  function save(element, heads, rows) {
    const cell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [heads.map((head) => cell(head.dataset.key)), ...rows.map((row) => [...row.cells].map((one) => cell(exact(one))))];
    const blob = new Blob([lines.map((line) => line.join(",") + "\n").join("")], { type: "text/csv" });
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: `${element.dataset.name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  // Figures ------------------------------------------------------------------------------------

  const number = (value) => String(Number(value.toPrecision(4)));
  const clock = (hour) => {
    const minutes = Math.round(hour * 60) % 1440;
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  };
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  function figure(element) {
    const data = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
    const svg = element.querySelector("svg");
    const help = data.kind === "map" ? "Point at a cell, or use the arrow keys." : "Point at the figure, or use the arrow keys.";
    const told = make("output", { class: "told", "aria-live": "polite" }, help);
    const marks = document.createElementNS(SVG, "g");
    svg.append(marks);
    svg.after(told);
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "application");
    const view = { data, svg, marks, hidden: new Set(), tell(words) { told.textContent = words; } };
    const reader = data.kind === "map" ? mapReader(view) : data.kind === "points" ? pointReader(view) : lineReader(view);
    const clear = () => { marks.replaceChildren(); told.textContent = help; };
    for (const kind of ["pointermove", "pointerdown"]) svg.addEventListener(kind, (event) => {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      reader.at(place.x, place.y);
    });
    svg.addEventListener("pointerleave", clear);
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Escape") clear();
      else if (!reader.key(event.key)) return;
      event.preventDefault();
    });
    for (const name of element.querySelectorAll("[data-toggle]")) toggle(name, view, clear);
  }

  function toggle(name, view, clear) {
    const index = Number(name.dataset.toggle);
    const button = make("button", { type: "button", "aria-pressed": "true", onclick: () => {
      const off = !view.hidden.has(index);
      view.hidden[off ? "add" : "delete"](index);
      button.setAttribute("aria-pressed", String(!off));
      view.svg.querySelector(`[data-series="${index}"]`).classList.toggle("hidden", off);
      clear();
    } });
    button.append(...name.childNodes);
    name.replaceWith(button);
  }

  function mark(view, name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    view.marks.append(element);
  }

  const seen = (view) => view.data.series.map((one, n) => [one, n]).filter(([, n]) => !view.hidden.has(n));

  function words(view, value) {
    const [label, hours, list] = view.data.x;
    return list.length ? list[value] : `${label}: ${hours ? clock(value) : number(value)}`;
  }

  function ends(one, i) {
    const pair = one.ends && one.ends[i];
    return pair ? ` (${number(pair[0])} to ${number(pair[1])})` : "";
  }

  function lineReader(view) {
    let here = -1;
    const places = () => [...new Set(seen(view).flatMap(([one]) => one.at.map(([x]) => x)))].sort((a, b) => a - b);
    function show(all) {
      const x = all[here];
      if (x === undefined) return;
      view.marks.replaceChildren();
      mark(view, "path", { class: "cursor", d: `M${x} ${view.data.panel[0]}V${view.data.panel[1]}` });
      const told = [];
      let first;
      for (const [one] of seen(view)) {
        for (let i = 0; i < one.at.length; i++) {
          if (Math.abs(one.at[i][0] - x) > 0.05) continue;
          first ??= words(view, one.x[i]);
          mark(view, "circle", { class: "dot", cx: x, cy: one.at[i][1], r: 3.5 });
          const said = one.texts && one.texts[i] ? `, ${one.texts[i]}` : "";
          told.push(`${one.name}: ${number(one.y[i])}${ends(one, i)}${said}`);
        }
      }
      view.tell(`${first}. ${told.join("; ")}`);
    }
    return {
      at(x) {
        const all = places();
        here = all.reduce((best, one, n) => (Math.abs(one - x) < Math.abs(all[best] - x) ? n : best), 0);
        show(all);
      },
      key(key) {
        const all = places();
        const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[key];
        if (step === undefined || !all.length) return false;
        here = clamp(here + step, 0, all.length - 1);
        show(all);
        return true;
      },
    };
  }

  function pointReader(view) {
    let here = -1;
    const points = () => seen(view)
      .flatMap(([one]) => one.at.map(([x, y], i) => ({ one, i, x, y })))
      .sort((a, b) => (view.data.y[1].length ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y));
    function show(all) {
      const point = all[here];
      if (!point) return;
      const { one, i } = point;
      view.marks.replaceChildren();
      mark(view, "circle", { class: "dot", cx: point.x, cy: point.y, r: 4.5 });
      const rows = view.data.y[1];
      const told = rows.length ? `${rows[Math.round(one.y[i])]}. ${words(view, one.x[i])}${ends(one, i)}`
        : `${words(view, one.x[i])}; ${view.data.y[0]}: ${number(one.y[i])}${ends(one, i)}`;
      view.tell([told, one.name, one.texts ? one.texts[i] : ""].filter(Boolean).join("; "));
    }
    return {
      at(x, y) {
        const all = points();
        const far = (p) => (p.x - x) ** 2 + (p.y - y) ** 2;
        here = all.reduce((best, p, n) => (far(p) < far(all[best]) ? n : best), 0);
        show(all);
      },
      key(key) {
        const all = points();
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[key];
        if (step === undefined || !all.length) return false;
        here = clamp(here + step, 0, all.length - 1);
        show(all);
        return true;
      },
    };
  }

  function mapReader(view) {
    const { x, y, box: [left, top, wide, tall], kinds, cells, tells } = view.data;
    let column = 0, row = 0;
    function show() {
      view.marks.replaceChildren();
      mark(view, "rect", { class: "cursor", x: left + column * wide, y: top + row * tall, width: wide, height: tall });
      mark(view, "rect", { class: "cursor", x: left + column * wide - 1.5, y: top + row * tall - 1.5, width: wide + 3, height: tall + 3, stroke: "#fff" });
      const kind = kinds[cells[row][column]];
      const value = tells.length && tells[row][column] ? ` (${tells[row][column]})` : "";
      view.tell(`${x[0]}: ${x[1][column]}; ${y[0]}: ${y[1][row]}. ${kind}${value}`);
    }
    const place = (c, r) => { column = clamp(c, 0, x[1].length - 1); row = clamp(r, 0, y[1].length - 1); show(); };
    return {
      at(px, py) { place(Math.floor((px - left) / wide), Math.floor((py - top) / tall)); },
      key(key) {
        const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], Home: [-1e9, 0], End: [1e9, 0] }[key];
        if (!step) return false;
        place(column + step[0], row + step[1]);
        return true;
      },
    };
  }

  document.querySelectorAll("table.data").forEach(table);
  document.querySelectorAll("figure.chart").forEach(figure);
})();
