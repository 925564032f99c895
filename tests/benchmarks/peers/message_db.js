// message-db: each batch is one statement that calls its `write_message` for every event, so one round trip.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import pg from "pg";
import { batches, measure } from "./batches.js";

// In the order of its own install.sh.
const INSTALL = [
  "schema/message-store", "tables/messages", "types/message",
  ...["message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id", "cardinal-id",
    "stream-version", "write-message"].map((name) => `functions/${name}`),
  "indexes/messages-id", "indexes/messages-stream", "indexes/messages-category",
];
const WRITE = `SELECT write_message(id, $1, type, data)
  FROM unnest($2::varchar[], $3::varchar[], $4::jsonb[]) AS message (id, type, data)`;

const [url, file, size, writers] = process.argv.slice(2);
const options = "-c search_path=message_store,public";
const pool = new pg.Pool({ connectionString: url, max: Number(writers), options });
const database = join(dirname(createRequire(import.meta.url).resolve("@eventide/message-db/package.json")), "database");
for (const name of INSTALL) await pool.query(readFileSync(join(database, `${name}.sql`), "utf8"));

const all = batches(file, Number(size)).map((batch) => ({ ...batch, values: values(batch) }));
await measure(all, Number(writers), (batch) => pool.query({ name: "write", text: WRITE, values: batch.values }));
await pool.end();

function values({ stream, lines }) {
  const events = lines.map((line) => JSON.parse(line));
  return [stream, events.map((event) => event.event_id), events.map((event) => event.type), lines];
}
