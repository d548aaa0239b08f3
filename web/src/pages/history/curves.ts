// The curves of the history page: coarse over the whole range, fine where someone looks closer.
import { onScopeDispose, ref, shallowRef, watch } from "vue";
import type { Row } from "../../charts/frame";
import { breakAtGaps } from "../../series/gaps";
import type { Range } from "../../series/ranges";
import {
  dueEvery, SeriesStore, stepFor, widened, type Series, type Step,
} from "../../series/store";
import { siteNow } from "../../state/clock";
import { MINUTE } from "../../text/wall";

const STILL_FILLING_MS = 20 * MINUTE; // What is newer may have changed since it was asked for.
const ZOOM_SETTLES_MS = 250;

export interface Drawn {
  rows: Row[];
  gaps: number;
  step: Step;
}

const store = new SeriesStore(); // For as long as the console is open.

/** Coarse rows outside `part`, fine ones inside; each with its own gaps. */
function spliced(coarse: Row[], fine: Row[], part: Range): Row[] {
  const before = coarse.filter((row) => row[0] < part.from);
  const after = coarse.filter((row) => row[0] >= part.to);
  return before.concat(fine, after);
}

async function draw(series: Series, range: Range, shown: Range,
                    signal: AbortSignal): Promise<Drawn> {
  const coarse = stepFor(series, range.to - range.from);
  const whole = breakAtGaps(await store.rows(series, coarse, range, signal),
    dueEvery(series, coarse));
  const step = stepFor(series, shown.to - shown.from);
  if (step === coarse) return { ...whole, step };
  const margin = (shown.to - shown.from) / 4;
  const part = widened({
    from: Math.max(range.from, shown.from - margin), to: Math.min(range.to, shown.to + margin),
  });
  const fine = breakAtGaps(await store.rows(series, step, part, signal), dueEvery(series, step));
  return { rows: spliced(whole.rows, fine.rows, part), gaps: whole.gaps, step };
}

export function useCurves(series: () => Series[], range: () => Range) {
  const drawn = shallowRef<Drawn[]>([]);
  const shown = ref<Range>(range());
  const view = shallowRef<Range>(range()); // Of what is drawn; `shown` runs ahead of it.
  const problem = shallowRef<unknown>(null);
  const requests = ref(0);
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function run(): Promise<void> {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    try {
      store.forgetAfter(siteNow() - STILL_FILLING_MS);
      const all = await Promise.all(series().map((one) =>
        draw(one, range(), shown.value, controller.signal)));
      if (controller.signal.aborted) return;
      view.value = shown.value;
      drawn.value = all;
      problem.value = null;
    } catch (error) {
      if (!controller.signal.aborted) problem.value = error;
    }
    requests.value = store.requests;
  }

  watch([series, range], () => {
    shown.value = range();
    void run();
  }, { immediate: true });

  /** The part that is looked at now; asks for finer readings once it stands still. */
  function zoom(from: number, to: number): void {
    shown.value = { from, to };
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ZOOM_SETTLES_MS);
  }

  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
  });
  return { drawn, shown, view, problem, requests, zoom, again: () => void run() };
}
