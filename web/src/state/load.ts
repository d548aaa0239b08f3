// A question that follows what it depends on: the newest answer wins, an old one is let go.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";

export interface Loaded<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<unknown>;
  isBusy: Ref<boolean>;
  again: () => void;
}

/**
 * Asks whenever the value of `of` changes to something else (by its JSON), and every `everyMs` if
 * given. Nothing is asked while `of` gives null. What is there stays until the next answer.
 */
export function load<Q, T>(
  of: () => Q | null, ask: (question: Q, signal: AbortSignal) => Promise<T>, everyMs = 0,
): Loaded<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<unknown>(null);
  const isBusy = ref(false);
  let running: AbortController | undefined;

  async function run(question: Q | null): Promise<void> {
    running?.abort();
    running = undefined;
    if (question === null) {
      data.value = null;
      return;
    }
    const controller = new AbortController();
    running = controller;
    isBusy.value = true;
    try {
      const answer = await ask(question, controller.signal);
      if (controller.signal.aborted) return;
      data.value = answer;
      problem.value = null;
    } catch (error) {
      if (!controller.signal.aborted) problem.value = error;
    } finally {
      if (running === controller) isBusy.value = false;
    }
  }

  watch(() => JSON.stringify(of()), () => void run(of()), { immediate: true });
  const timer = everyMs > 0
    ? setInterval(() => { if (!document.hidden && !isBusy.value) void run(of()); }, everyMs)
    : undefined;
  onScopeDispose(() => {
    clearInterval(timer);
    running?.abort();
  });
  return { data, problem, isBusy, again: () => void run(of()) };
}
