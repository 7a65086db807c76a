// What uPlot does not draw itself: the night, thresholds, failing hours, letters at the lines' ends.
// @ts-check

import { clockWords, formatNumber } from "rls/format";

export const FONT = '12px system-ui, "DejaVu Sans", Verdana, sans-serif';

/** Options of one panel's plot. @param {any} panel state of a panel, read at each drawing
 * @param {any} theme colours @param {number} width @param {number} height */
export function plotOptions(panel, theme, width, height) {
  const axis = { stroke: () => theme.ink, font: FONT, ticks: { stroke: () => theme.line, width: 1, size: 4 } };
  const right = 22; // for the letters
  return {
    width,
    height,
    padding: [10, right, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, sync: { key: "day", setSeries: false }, points: { show: false }, y: false },
    scales: { x: { time: false, range: () => [12, 36] }, y: { distr: panel.log ? 3 : 1, range: (_, low, high) => panel.range(low, high) } },
    axes: [
      { ...axis, grid: { show: false }, size: 26, splits: () => [12, 15, 18, 21, 24, 27, 30, 33, 36],
        values: (_, splits) => splits.map((h) => (width < 420 && h % 6 ? "" : clockWords(h))) },
      { ...axis, grid: { stroke: () => theme.grid, width: 1 }, size: 54, space: 28,
        values: (_, splits) => splits.map((v) => (v === null ? "" : formatNumber(v))) },
    ],
    series: [{}, ...panel.lines.map((line) => seriesLook(line, theme))],
    hooks: {
      drawClear: [(plot) => drawNight(plot, panel, theme)],
      draw: [(plot) => drawOver(plot, panel, theme)],
      setCursor: [(plot) => panel.pointed(plot)],
    },
  };
}

function seriesLook(line, theme) {
  return {
    stroke: () => (line.stale() ? theme.faint : theme.of(line.colour)),
    width: line.role === "healthy" ? 1 : 1.8,
    dash: { healthy: [1.5, 3], a: [], b: [7, 4] }[line.role],
    points: { show: false },
  };
}

function drawNight(plot, panel, theme) {
  const { ctx, bbox } = plot;
  const [from, to] = panel.night().map((hour) => Math.round(plot.valToPos(hour, "x", true)));
  ctx.save();
  ctx.fillStyle = theme.night;
  if (from <= to) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  else {
    ctx.fillRect(bbox.left, bbox.top, to - bbox.left, bbox.height);
    ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from, bbox.height);
  }
  if (panel.first && from <= to) {
    const [begin, end] = panel.night();
    ctx.font = `italic ${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    ctx.fillStyle = theme.soft;
    ctx.fillText(end - begin > 12 ? "evening and night" : "night", (from + to) / 2, bbox.top + bbox.height - 3 * devicePixelRatio);
  }
  ctx.restore();
}

function drawOver(plot, panel, theme) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.setLineDash([]);
  ctx.textAlign = "left";
  if (panel.log) hatchFailing(plot, panel, theme);
  const level = panel.level();
  if (level !== null) drawLevel(plot, level, theme);
  ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  for (const { y, line } of spreadEnds(plot, panel, 13 * scale)) {
    ctx.fillStyle = line.stale() ? theme.faint : theme.ink;
    ctx.fillText(line.letter, bbox.left + bbox.width + 5 * scale, y);
  }
  ctx.restore();
}

function drawLevel(plot, level, theme) {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(level, "y", true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
}

function hatchFailing(plot, panel, theme) {
  const { ctx, bbox } = plot;
  const index = panel.lines.findIndex((line) => line.role === "a") + 1;
  const values = plot.data[index];
  const base = plot.valToPos(1, "y", true);
  if (!values.length || !values.some((value) => value < 1)) return;
  ctx.beginPath();
  ctx.moveTo(plot.valToPos(plot.data[0][0], "x", true), base);
  plot.data[0].forEach((hour, i) =>
    ctx.lineTo(plot.valToPos(hour, "x", true), plot.valToPos(Math.min(values[i], 1), "y", true)));
  ctx.lineTo(bbox.left + bbox.width, base);
  ctx.closePath();
  ctx.save();
  ctx.globalAlpha = 0.35;
  ctx.fillStyle = panel.lines[index - 1].stale() ? theme.faint : theme.of("#D55E00");
  ctx.fill();
  ctx.globalAlpha = 0.8;
  ctx.clip();
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = devicePixelRatio * 0.7;
  ctx.beginPath();
  const step = 7 * devicePixelRatio;
  for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Ends of the lines of the first cell, spread so that letters do not cover each other. */
function spreadEnds(plot, panel, apart) {
  const { top, height } = plot.bbox;
  const ends = panel.lines
    .map((line, i) => ({ line, values: plot.data[i + 1] }))
    .filter(({ line, values }) => line.role === "a" && line.letter && values.length)
    .map(({ line, values }) => ({ line, y: clamp(plot.valToPos(values[values.length - 1], "y", true), top, top + height) }))
    .sort((one, other) => one.y - other.y);
  for (let i = 1; i < ends.length; i++) ends[i].y = Math.max(ends[i].y, ends[i - 1].y + apart);
  for (let i = ends.length - 1, low = top + height; i >= 0; i--, low -= apart) ends[i].y = Math.min(ends[i].y, low);
  return ends;
}

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
