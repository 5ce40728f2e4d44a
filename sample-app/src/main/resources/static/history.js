// The last minute: what was counted at each moment, and what follows from two of them.

const KEPT_MILLIS = 60_000;
const WINDOW_MILLIS = 1_000;

export class History {

  #samples = [];

  points = [];

  add(time, behaviour, counts, boundsMillis) {
    const sample = { time, right: counts.right, errors: total(counts.errors), latencies: counts.latencies };
    if (this.#samples.at(-1)?.right > sample.right) {
      // The application has been started anew.
      this.#samples = [];
    }
    const before = this.#samples.findLast((each) => time - each.time >= WINDOW_MILLIS) ?? this.#samples[0];
    this.#samples.push(sample);
    if (before) {
      this.points.push({ time, behaviour, ...change(before, sample, boundsMillis) });
    }
    this.#samples = this.#samples.filter((each) => time - each.time <= 2 * WINDOW_MILLIS);
    this.points = this.points.filter((each) => time - each.time <= KEPT_MILLIS);
    return this.points.at(-1);
  }

}

export function total(counts) {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function change(before, after, boundsMillis) {
  const seconds = (after.time - before.time) / 1_000;
  const latencies = after.latencies.map((count, bucket) => count - before.latencies[bucket]);
  return {
    right: (after.right - before.right) / seconds,
    errors: (after.errors - before.errors) / seconds,
    p50: quantile(0.5, latencies, boundsMillis),
    p99: quantile(0.99, latencies, boundsMillis)
  };
}

/** The latency that a share of the calls did not exceed; null without calls. */
function quantile(share, latencies, boundsMillis) {
  let left = share * total(latencies);
  if (left === 0) {
    return null;
  }
  const bucket = latencies.findIndex((count) => (left -= count) <= 0);
  const lower = bucket > 0 ? boundsMillis[bucket - 1] : 0;
  const partOfBucket = 1 + left / latencies[bucket];
  return lower + partOfBucket * (boundsMillis[bucket] - lower);
}
