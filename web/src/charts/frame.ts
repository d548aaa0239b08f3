// What all charts share: axes, grid, tooltip; and the two kinds there are, curves and bars.
import type { EChartsCoreOption } from "echarts/core";
import { exact } from "../api/exact";
import { minuteText } from "../text/wall";
import { palette, type Palette } from "./palette";
import { tooltipElement } from "./tooltip";

export type Row = [at: number, value: number | null];

export interface Curve {
  name: string;
  unit: string;
  colour: string;
  rows: Row[];
  dashed?: boolean;
  filled?: boolean;
  stepped?: boolean;
}

export interface Level {
  name: string;
  value: number;
  colour: string;
}

export interface CurveChart {
  curves: Curve[];
  levels?: Level[];
  bands?: { from: number; to: number; colour: string }[];
  from?: number;
  to?: number;
  zoom?: { from: number; to: number }; // The part shown of from … to; the wheel moves it.
  fromZero?: boolean;
}

export interface Bars {
  labels: string[];
  stacks: { name: string; colour: string; values: (number | null)[]; stack?: string }[];
  levels?: Level[];
  unit: string;
}

const TIMES = {
  year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}",
  second: "{HH}:{mm}:{ss}", millisecond: "{HH}:{mm}:{ss}", none: "{yyyy}-{MM}-{dd}",
};

/** Labels of an axis: 12,000 as 12k only where the digits would not fit. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toFixed(2)}M`;
  if (size >= 1e4) return `${+(value / 1e3).toFixed(1)}k`;
  return String(+value.toPrecision(6));
}

/** `place` counts the axes: the first is on the left, the others side by side on the right. */
function valueAxis(p: Palette, unit: string, place = 0, fromZero = false) {
  const right = place > 0;
  return {
    type: "value", name: unit, position: right ? "right" : "left", scale: !fromZero,
    offset: right ? (place - 1) * 58 : 0,
    nameTextStyle: { color: p.colour.muted, align: right ? "right" : "left", fontSize: 12 },
    nameGap: 12,
    axisLabel: { color: p.colour.muted, fontSize: 12, formatter: short },
    splitLine: { show: !right, lineStyle: { color: p.colour.line } },
  };
}

/** The top of an axis on which all levels are to be seen; nothing where the data decide. */
function topFor(levels: Level[] | undefined) {
  if (!levels || levels.length === 0) return {};
  return {
    max: ({ max }: { max: number }) => {
      const most = 1.02 * Math.max(max, ...levels.map((level) => level.value));
      const step = 10 ** Math.floor(Math.log10(most)) / 2;
      return Math.ceil(most / step) * step;
    },
  };
}

function common(p: Palette) {
  return {
    useUTC: true,
    animation: false,
    textStyle: { fontFamily: p.colour.font },
    grid: { left: 8, right: 12, top: 34, bottom: 8, containLabel: true },
  };
}

function tooltip(p: Palette, formatter: (items: TipItem[]) => HTMLElement) {
  return {
    trigger: "axis", confine: true, transitionDuration: 0,
    backgroundColor: p.colour.surface, borderColor: p.colour.line, borderWidth: 1, padding: 0,
    textStyle: { color: p.colour.text, fontSize: 13 },
    axisPointer: { type: "line", lineStyle: { color: p.colour["line-strong"] } },
    formatter,
  };
}

interface TipItem {
  seriesIndex: number;
  dataIndex: number;
  value: Row | number | null;
}

function markLevels(p: Palette, levels: Level[] | undefined) {
  if (!levels || levels.length === 0) return {};
  const top = levels.reduce((a, b) => (Number(b.value) > Number(a.value) ? b : a)).value;
  return {
    markLine: {
      silent: true, symbol: "none", animation: false,
      data: levels.map((level) => ({
        yAxis: level.value,
        lineStyle: { color: level.colour, type: "dashed", width: 1.5 },
        label: {
          formatter: `${level.name} ${exact(level.value)}`,
          // The highest above its line, others below theirs: two may lie close together.
          position: level.value === top ? "insideEndTop" : "insideEndBottom",
          color: p.colour.muted, fontSize: 12,
        },
      })),
    },
  };
}

function zoomParts(p: Palette, shown: { from: number; to: number }) {
  const part = { startValue: shown.from, endValue: shown.to, filterMode: "none" };
  return [
    { type: "inside", ...part, minValueSpan: 60_000 },
    {
      type: "slider", ...part, height: 26, bottom: 6, left: 14, right: 14,
      minValueSpan: 60_000, showDetail: false, brushSelect: false, borderColor: p.colour.line,
      backgroundColor: p.colour.sunken, fillerColor: p.colour["accent-soft"],
      dataBackground: {
        lineStyle: { color: p.colour["line-strong"] }, areaStyle: { color: p.colour.line },
      },
      selectedDataBackground: {
        lineStyle: { color: p.colour.accent, width: 1, opacity: 0.7 },
        areaStyle: { color: p.colour.accent, opacity: 0.18 },
      },
      handleStyle: { color: p.colour.surface, borderColor: p.colour.accent },
      moveHandleStyle: { color: p.colour["line-strong"] },
    },
  ];
}

/** The value axes: one a unit, the first on the left. */
const unitsOf = (curves: Curve[]) => [...new Set(curves.map((curve) => curve.unit))];

export function curveOption(chart: CurveChart): EChartsCoreOption {
  const p = palette.value;
  const units = unitsOf(chart.curves);
  const bands = (chart.bands ?? []).map((band) => [
    { xAxis: band.from, itemStyle: { color: band.colour, opacity: 0.5 } }, { xAxis: band.to }]);
  return {
    ...common(p),
    grid: { left: 8, right: 14, top: 34, bottom: chart.zoom ? 46 : 8, containLabel: true },
    tooltip: tooltip(p, (items) => {
      const at = (items[0]?.value as Row | undefined)?.[0] ?? 0;
      return tooltipElement(minuteText(at), items.map((item) => {
        const curve = chart.curves[item.seriesIndex];
        const value = (item.value as Row)[1];
        return {
          colour: curve?.colour ?? "", name: curve?.name ?? "",
          text: `${exact(value)} ${curve?.unit ?? ""}`,
        };
      }));
    }),
    xAxis: {
      type: "time", min: chart.from, max: chart.to,
      axisLine: { lineStyle: { color: p.colour["line-strong"] } }, axisTick: { show: false },
      axisLabel: { color: p.colour.muted, fontSize: 12, formatter: TIMES, hideOverlap: true },
    },
    yAxis: units.length > 0
      ? units.map((unit, i) => ({
        ...valueAxis(p, unit, i, chart.fromZero), ...(i === 0 ? topFor(chart.levels) : {}),
      }))
      : [valueAxis(p, "")],
    ...(chart.zoom ? { dataZoom: zoomParts(p, chart.zoom) } : {}),
    series: chart.curves.map((curve, i) => ({
      type: "line", name: curve.name, data: curve.rows, yAxisIndex: units.indexOf(curve.unit),
      showSymbol: false, connectNulls: false, step: curve.stepped ? "end" : false,
      sampling: "lttb", emphasis: { disabled: true },
      lineStyle: { color: curve.colour, width: 1.6, type: curve.dashed ? [5, 4] : "solid" },
      itemStyle: { color: curve.colour },
      ...(curve.filled ? { areaStyle: { color: curve.colour, opacity: 0.12 } } : {}),
      ...(i === 0 ? markLevels(p, chart.levels) : {}),
      ...(i === 0 && bands.length > 0 ? { markArea: { silent: true, data: bands } } : {}),
    })),
  };
}

export function barOption(bars: Bars): EChartsCoreOption {
  const p = palette.value;
  return {
    ...common(p),
    tooltip: {
      ...tooltip(p, (items) => tooltipElement(bars.labels[items[0]?.dataIndex ?? 0] ?? "",
        items.filter((item) => item.value !== null).map((item) => {
          const stack = bars.stacks[item.seriesIndex];
          return {
            colour: stack?.colour ?? "", name: stack?.name ?? "",
            text: `${exact(item.value as number)} ${bars.unit}`,
          };
        }))),
      axisPointer: { type: "shadow", shadowStyle: { color: p.colour.line, opacity: 0.35 } },
    },
    xAxis: {
      type: "category", data: bars.labels, axisTick: { show: false },
      axisLine: { lineStyle: { color: p.colour["line-strong"] } },
      axisLabel: { color: p.colour.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: [{ ...valueAxis(p, bars.unit, 0, true), ...topFor(bars.levels) }],
    series: bars.stacks.map((stack, i) => ({
      type: "bar", name: stack.name, stack: stack.stack, data: stack.values, barMaxWidth: 38,
      barCategoryGap: "34%",
      emphasis: { disabled: true },
      itemStyle: {
        color: stack.colour, borderColor: p.colour.surface, borderWidth: stack.stack ? 0.6 : 0,
        borderRadius: stack.stack ? 0 : [3, 3, 0, 0],
      },
      ...(i === 0 ? markLevels(p, bars.levels) : {}),
    })),
  };
}
