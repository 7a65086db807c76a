// A source as the reader can follow it: what it is, when, where, how it was read.
// @ts-check

import { el } from "rls/dom";

/** Title, year, link and known faults of a source. @param {string} key @param {any} catalogue */
export function sourceItem(key, catalogue) {
  const source = catalogue.sources[key];
  if (!source) return el("span", {}, key);
  const year = source.year ? ` (${source.year})` : "";
  const words = `${source.title}${year}`;
  const link = /^https?:\/\//.test(source.url ?? "")
    ? el("a", { href: source.url, rel: "noopener noreferrer", target: "_blank" }, words)
    : words;
  const read = source.read ? ` Read: ${source.read}.` : "";
  const faults = source.known_faults ? ` Its faults: ${source.known_faults}` : "";
  return el("span", { class: "source" }, link, source.where ? ` ${source.where}.` : "", read, faults);
}
