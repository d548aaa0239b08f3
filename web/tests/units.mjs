// The parts without a browser: decimals, sums, gaps, ranges, events.
import { build } from "esbuild";
import { check, same } from "./harness.mjs";

async function module(path) {
  const built = await build({
    entryPoints: [path], bundle: true, format: "esm", write: false, logLevel: "silent",
  });
  const text = Buffer.from(built.outputFiles[0].text).toString("base64");
  return import(`data:text/javascript;base64,${text}`);
}

const SOURCES = new URL("../src/", import.meta.url).pathname;

const TESTS = {
  async "decimals keep every digit"() {
    const { parseExact, exact, rounded } = await module(`${SOURCES}api/exact.ts`);
    const read = parseExact('{"a":123456789012345678.12,"b":0.1,"c":"99999999999999999","d":-7}');
    same(read.a, "123456789012345678.12", "a long number");
    same(read.b, 0.1, "a short number");
    same(read.c, "99999999999999999", "digits in a text");
    same(exact(read.a), "123,456,789,012,345,678.12", "printed");
    same(exact(-1234.5), "−1,234.5", "a negative number");
    same(exact(null), "–", "nothing");
    same(rounded("3921.600", 1), "3,921.6", "rounded");
    same(parseExact('[1.2345678901234567e-7]')[0], "1.2345678901234567e-7", "an exponent");
  },
  async "sums are exact"() {
    const { exactSum } = await module(`${SOURCES}api/sum.ts`);
    same(exactSum([0.1, 0.2]), "0.3", "what binary numbers get wrong");
    same(exactSum(["99999999999999999999.5", "-0.5", 1]), "100000000000000000000", "long");
    same(exactSum([1, null]), null, "something is missing");
    same(exactSum([-0.05, 0.01]), "-0.04", "negative");
  },
  async "gaps are gaps"() {
    const { breakAtGaps } = await module(`${SOURCES}series/gaps.ts`);
    const { rows, gaps } = breakAtGaps([[0, 1], [60, 2], [240, 3]], 60);
    same(JSON.stringify(rows), "[[0,1],[60,2],[120,null],[240,3]]", "broken where one is missing");
    same(gaps, 1, "gaps");
    same(breakAtGaps([[0, 1], [9999, 2]], 0).gaps, 0, "nobody knows what is due");
  },
  async "only what is missing is asked for"() {
    const { missing, joined } = await module(`${SOURCES}series/ranges.ts`);
    const held = joined(joined([], { from: 10, to: 20 }), { from: 30, to: 40 });
    same(JSON.stringify(missing(held, { from: 0, to: 50 })),
      '[{"from":0,"to":10},{"from":20,"to":30},{"from":40,"to":50}]', "missing");
    same(missing(held, { from: 12, to: 20 }).length, 0, "all there");
    same(JSON.stringify(joined(held, { from: 20, to: 30 })), '[{"from":10,"to":40}]', "joined");
  },
};

export async function units(bench) {
  for (const [name, body] of Object.entries(TESTS)) {
    try {
      await body();
      bench.passed += 1;
      console.log(`ok ${name}`);
    } catch (error) {
      bench.failed += 1;
      console.log(`FAILED ${name}\n  ${error.message}`);
    }
  }
  check(bench.passed > 0, "no unit test ran");
}
