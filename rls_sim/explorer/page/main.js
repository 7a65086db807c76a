// The page: opens the source, puts the parts in place, and carries what one learns to the others.
// @ts-check

import { cellWords } from "rls/cell";
import { Controls } from "rls/controls";
import { Day } from "rls/day";
import { DayStrip } from "rls/day_strip";
import { DayTable } from "rls/day_table";
import { byId, setText } from "rls/dom";
import { EvidencePanel } from "rls/evidence_panel";
import { decodeView, encodeView } from "rls/hash";
import { LesionMenu } from "rls/lesion_menu";
import { Outcomes } from "rls/outcomes";
import { filesOf, makeReproduce } from "rls/reproduce";
import { Solver } from "rls/solver";
import { openSource } from "rls/source";
import { StateBadges } from "rls/states";
import { StateMap } from "rls/state_map";
import { Store } from "rls/store";
import { Theme } from "rls/theme";
import { noteWhenPainted } from "rls/timing";
import { makeCompare, makeToolbar } from "rls/toolbar";

const URL_PAUSE = 300; // ms between changes of the URL: a browser refuses more than a few a second

const NOTICE_STAYS = 4000; // ms, whatever the reader does meanwhile; then the next change takes it away

let noticed = 0;
const notice = (line) => {
  noticed = performance.now();
  setText(byId("message"), line);
};

async function main() {
  let source;
  try {
    source = await openSource();
  } catch (error) {
    notice(error.message);
    return;
  }
  const { catalogue } = source;
  setText(byId("notice"), catalogue.notice);
  const { view, notices } = decodeView(location.href.includes("#") ? location.hash : startingView(), catalogue);
  const store = new Store(view);
  const page = new Page(source, store);
  if (notices.length) notice(notices.join(" "));
  page.ask(store.view, performance.now());
}

/** What the page was written to open with, in words of an address. */
function startingView() {
  return JSON.parse(document.getElementById("view")?.textContent ?? '""');
}

class Page {
  /** @param {any} source @param {Store} store */
  constructor(source, store) {
    const { catalogue } = source;
    Object.assign(this, { source, store, catalogue, readings: null, gone: false });
    this.theme = new Theme();
    this.solver = new Solver(source, (answer) => this.answered(answer), (error) => this.fail(error));
    this.badges = new StateBadges(catalogue, byId("states"));
    this.strip = new DayStrip(catalogue, byId("states"));
    this.day = new Day(catalogue, store, byId("panels"), this.theme);
    this.table = new DayTable(catalogue, byId("day-table"));
    this.outcomes = new Outcomes(catalogue, byId("outcomes"));
    this.map = new StateMap(source, store, byId("map"), this.theme, notice);
    this.evidence = new EvidencePanel(catalogue, byId("evidence"));
    makeCompare(store, byId("edited"));
    this.lesions = new LesionMenu(catalogue, store, byId("lesions"), notice);
    this.controls = new Controls(catalogue, store, byId("parameters"), notice);
    const link = (view = store.view) => this.link(view);
    makeToolbar(store, byId("toolbar"), { link, notice, files: filesOf(source, store, this.shown(link)) });
    makeReproduce(catalogue, store, byId("reproduce"), notice);
    this.theme.follow(() => {
      this.day.redraw();
      this.map.draw();
    });
    store.listen((view, before, when) => this.changed(view, before, when));
    addEventListener("hashchange", () => this.followHash());
  }

  /** Ask for what the view shows. */
  ask(view, when) {
    const lacking = view.quantity in this.day.healthy ? [] : [view.quantity];
    return this.solver.ask(view, this.day.quantities(view), lacking, when);
  }

  changed(view, before, when) {
    if (!this.gone && performance.now() - noticed > NOTICE_STAYS) notice("");
    this.writeUrlSoon();
    if (view.a !== before.a || view.b !== before.b || view.quantity !== before.quantity) this.ask(view, when);
    else if (view.edited !== before.edited && this.readings) {
      this.show({ ...this.readings, view: { ...this.readings.view, edited: view.edited } }, when);
    }
  }

  /** Take what the source answered. */
  answered({ view, a, b, healthy, when }) {
    if (this.gone) notice("");
    this.gone = false;
    if (healthy) this.day.addHealthy(healthy.courses);
    this.show({ view: { ...view, edited: this.store.view.edited }, a, b }, when);
    if (!this.map.started) this.map.start();
  }

  /** Show readings as those of the view that was solved; the store's may have moved on since. */
  show(readings, when) {
    const { view, a, b } = readings;
    this.readings = readings;
    document.body.classList.toggle("two", b !== null);
    setText(byId("key-a"), b ? "A" : "this cell");
    const words = (cell) => (cell ? cellWords(cell, this.catalogue) : "");
    this.badges.show(this.readings, { a: words(view.a), b: words(view.b) });
    this.strip.show(this.readings);
    this.day.show(this.readings, view);
    this.table.show(this.day.courses);
    this.outcomes.show(this.readings);
    this.evidence.show(this.readings);
    const solved = ["a", "b"].filter((role) => readings[role]).map((role) => solvedCell(view[role], readings[role]));
    this.controls.setSolved(solved);
    this.map.setSolved(solved);
    if (this.gone) this.day.greyAll();
    noteWhenPainted(when);
  }

  fail(error) {
    this.gone = true;
    notice(error.message);
    this.day.greyAll();
  }

  shown(link) {
    const page = this;
    return { link, get readings() { return page.readings; } };
  }

  link(view) {
    const hash = encodeView(view, this.catalogue);
    return location.href.replace(/#.*/, "") + (hash || startingView() ? `#${hash}` : "");
  }

  writeUrlSoon() {
    if (this.urlTimer) return;
    this.urlTimer = setTimeout(() => {
      this.urlTimer = 0;
      history.replaceState(null, "", this.link(this.store.view));
    }, URL_PAUSE);
  }

  followHash() {
    const { view, notices } = decodeView(location.hash, this.catalogue);
    const same = encodeView(view, this.catalogue) === encodeView(this.store.view, this.catalogue);
    if (same) this.writeUrlSoon(); // what could not be used goes from the address
    else this.store.change(view);
    if (notices.length) notice(notices.join(" "));
  }
}

/** What is known of a cell once it is solved. */
function solvedCell(cell, { parameters, status, state }) {
  return { cell, parameters: parameters ?? {}, state: status === "converged" ? state : "failed" };
}

main();
