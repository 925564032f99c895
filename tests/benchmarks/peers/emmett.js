// Emmett: each batch is one append to its stream.
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import { batches, measure } from "./batches.js";

const [url, file, size, writers] = process.argv.slice(2);
const store = getPostgreSQLEventStore(url);
await store.schema.migrate();

const all = batches(file, Number(size)).map((batch) => ({ ...batch, events: batch.lines.map(event) }));
await measure(all, Number(writers), (batch) => store.appendToStream(batch.stream, batch.events));
await store.close();

function event(line) {
  const data = JSON.parse(line);
  return { type: data.type, data };
}
