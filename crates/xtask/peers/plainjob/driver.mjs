// plainjob on better-sqlite3; see ../README.md for the protocol.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import Database from "better-sqlite3";
import { better, defineQueue } from "plainjob";

const [, , file, durability] = process.argv;
const quiet = { error: console.error, warn: console.error, info() {}, debug() {} };
const database = new Database(file);
const queue = defineQueue({ connection: better(database), logger: quiet });
if (durability === "full") {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
}

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const version = (name) => {
  const main = createRequire(import.meta.url).resolve(name);
  const root = main.slice(0, main.lastIndexOf(`node_modules/${name}/`) + `node_modules/${name}/`.length);
  return JSON.parse(readFileSync(`${root}package.json`, "utf8")).version;
};
const journal = database.pragma("journal_mode", { simple: true }).toUpperCase();
const level = ["OFF", "NORMAL", "FULL", "EXTRA"][database.pragma("synchronous", { simple: true })];
answer({
  name: "plainjob",
  version: `${version("plainjob")}, better-sqlite3 ${version("better-sqlite3")}, Node ${process.versions.node}`,
  durability: `${journal}/${level}`,
});

// It stores the JSON of the data: two quotes more.
const payload = "x".repeat(698);
const steps = {
  enqueue: () => queue.add("job", payload),
  // What its own worker does around a job.
  work: () => {
    const { id } = queue.getAndMarkJobAsProcessing("job");
    queue.getJobById(id);
    queue.markJobAsDone(id);
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const [what, count] = line.split(" ");
  const times = [];
  for (let i = 0; i < Number(count); i++) {
    const start = process.hrtime.bigint();
    steps[what]();
    times.push(Number(process.hrtime.bigint() - start));
  }
  answer(times);
}
queue.close();
