// Sets of half-open ranges: what is there already, and what of a wish is missing.
export interface Range {
  from: number;
  to: number;
}

/** The parts of `wish` that `held` (sorted, apart) does not cover. */
export function missing(held: Range[], wish: Range): Range[] {
  const out: Range[] = [];
  let from = wish.from;
  for (const one of held) {
    if (one.to <= from) continue;
    if (one.from >= wish.to) break;
    if (one.from > from) out.push({ from, to: one.from });
    from = Math.max(from, one.to);
  }
  if (from < wish.to) out.push({ from, to: wish.to });
  return out;
}

/** `held` with `more` in it, sorted and apart; ranges that touch become one. */
export function joined(held: Range[], more: Range): Range[] {
  const out: Range[] = [];
  let { from, to } = more;
  for (const one of held) {
    if (one.to < from || one.from > to) {
      out.push(one);
    } else {
      from = Math.min(from, one.from);
      to = Math.max(to, one.to);
    }
  }
  return [...out, { from, to }].sort((a, b) => a.from - b.from);
}
