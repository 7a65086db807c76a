// The page: opens the source, puts the parts in place, and carries what one learns to the others.
// @ts-check

import { cellWords, editedCell, healthyCell } from "rls/cell";
import { Controls } from "rls/controls";
import { Day } from "rls/day";
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
  const { view, notices } = decodeView(location.hash, catalogue);
  const store = new Store(view);
  const page = new Page(source, store);
  if (notices.length) notice(notices.join(" "));
  page.ask(store.view, performance.now());
}

class Page {
  /** @param {any} source @param {Store} store */
  constructor(source, store) {
    const { catalogue } = source;
    Object.assign(this, { source, store, catalogue, readings: null, gone: false });
    this.theme = new Theme();
    this.solver = new Solver(source, (shown) => this.show(shown), (error) => this.fail(error));
    this.badges = new StateBadges(catalogue, byId("states"));
    this.day = new Day(catalogue, store, byId("panels"), this.theme);
    this.table = new DayTable(catalogue, byId("day-table"));
    this.outcomes = new Outcomes(catalogue, byId("outcomes"));
    this.map = new StateMap(source, store, byId("map"), this.theme, notice);
    this.evidence = new EvidencePanel(catalogue, byId("evidence"));
    makeCompare(store, byId("edited"));
    this.lesions = new LesionMenu(catalogue, store, byId("lesions"), notice);
    this.controls = new Controls(catalogue, store, byId("parameters"), notice);
    const link = () => this.link();
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
  async ask(view, when) {
    await this.addHealthy(view.quantity);
    await this.solver.ask(view, this.day.quantities(view), when);
  }

  async addHealthy(quantity) {
    if (quantity in this.day.healthy) return;
    try {
      this.day.addHealthy((await this.solver.reading(healthyCell(), [quantity])).courses);
    } catch (error) {
      this.fail(error);
    }
  }

  changed(view, before, when) {
    if (!this.gone && performance.now() - noticed > NOTICE_STAYS) notice("");
    this.writeUrlSoon();
    if (view.a !== before.a || view.b !== before.b || view.quantity !== before.quantity) this.ask(view, when);
    else if (view.edited !== before.edited && this.readings) this.show({ ...this.readings, when });
  }

  show({ a, b, when }) {
    const { view } = this.store;
    this.readings = { a, b };
    document.body.classList.toggle("two", b !== null);
    setText(byId("key-a"), b ? "A" : "this cell");
    if (this.gone) notice("");
    this.gone = false;
    const words = (cell) => (cell ? cellWords(cell, this.catalogue) : "");
    this.badges.show(this.readings, { a: words(view.a), b: words(view.b) });
    this.day.show(this.readings, view);
    this.table.show(this.day.courses);
    this.outcomes.show(this.readings);
    this.evidence.show(this.readings);
    const mine = view.edited === "b" && b ? b : a;
    const effective = mine.parameters ?? editedCell(view).set;
    this.controls.setEffective(effective);
    this.map.setReading(effective, mine.status === "converged" ? mine.state : "failed");
    noteWhenPainted(when);
    if (!this.map.started) this.map.start();
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

  link() {
    const hash = encodeView(this.store.view, this.catalogue);
    return location.href.replace(/#.*/, "") + (hash ? `#${hash}` : "");
  }

  writeUrlSoon() {
    if (this.urlTimer) return;
    this.urlTimer = setTimeout(() => {
      this.urlTimer = 0;
      history.replaceState(null, "", this.link());
    }, URL_PAUSE);
  }

  followHash() {
    const { view, notices } = decodeView(location.hash, this.catalogue);
    if (encodeView(view, this.catalogue) === encodeView(this.store.view, this.catalogue)) return;
    this.store.change(view);
    notice(notices.join(" "));
  }
}

main();
