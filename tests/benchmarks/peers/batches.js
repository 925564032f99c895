// The work of a peer: batches of posted events, each of one stream, appended over a few connections at once.
import { readFileSync } from "node:fs";

// Node compiles what runs often; that is done before the clock starts.
const WARM = 0.1;

/** Lines of a file, `size` at a time; all of a batch are events of one pathway. */
export function batches(file, size) {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const made = [];
  for (let at = 0; at < lines.length; at += size) {
    const part = lines.slice(at, at + size);
    made.push({ stream: `pathway-${JSON.parse(part[0]).pathway_id}`, lines: part });
  }
  return made;
}

/** Append everything, print how many events after the warm part took how many seconds. */
export async function measure(all, writers, append) {
  const warm = Math.ceil(all.length * WARM);
  await inTurns(all.slice(0, warm), writers, append);
  const measured = all.slice(warm);
  const begun = performance.now();
  await inTurns(measured, writers, append);
  const seconds = (performance.now() - begun) / 1000;
  const events = measured.reduce((sum, batch) => sum + batch.lines.length, 0);
  console.log(JSON.stringify({ events, seconds }));
}

/** Each writer has streams of its own, so that no two append to one at a time. */
async function inTurns(all, writers, append) {
  const streams = [...new Set(all.map((batch) => batch.stream))];
  const turn = new Map(streams.map((stream, at) => [stream, at % writers]));
  const shares = Array.from({ length: writers }, () => []);
  for (const batch of all) shares[turn.get(batch.stream)].push(batch);
  await Promise.all(shares.map(async (share) => {
    for (const batch of share) await append(batch);
  }));
}
