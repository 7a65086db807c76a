// The colours of the present scheme, light or dark, as canvases need them.
// @ts-check

import { styleValue } from "rls/dom";

const NAMES = ["ink", "soft", "paper", "line", "grid", "faint", "night", "accent"];
// The house's colours stand on white paper; on dark, those too near to it are lightened.
const ON_DARK = { "#000000": "#E8E8E8", "#0072B2": "#4BA6DC", "#D55E00": "#F08A3C", "#009E73": "#2FC79B", "#CC79A7": "#E08FBD" };

export class Theme {
  constructor() {
    this.dark = matchMedia("screen and (prefers-color-scheme: dark)");
    this.read();
  }

  /** A colour of the house in the present scheme. @param {string} colour such as "#0072B2" */
  of(colour) {
    return (this.dark.matches && ON_DARK[colour.toUpperCase()]) || colour;
  }

  /** Call `redraw` whenever the scheme changes, as it does for printing from dark to light. @param {() => void} redraw */
  follow(redraw) {
    this.dark.addEventListener("change", () => {
      this.read();
      redraw();
    });
  }

  read() {
    for (const name of NAMES) this[name] = styleValue(`--${name}`);
  }
}
