// What serve.py is to engines in Python, for engines in JavaScript. Waiting is part of their way of
// working, so a price may be promised; processor time is the whole process's, its compiler's included.
"use strict";
const readline = require("node:readline");
const fs = require("node:fs");

const spentSince = (start) => {
  const { user, system } = process.cpuUsage(start);
  return user + system;
};

async function timeRound(call, seconds) {
  const enough = seconds * 1e6;
  let calls = 0;
  let batch = 1;
  let spent = 0;
  const start = process.cpuUsage();
  while (spent < enough) {
    for (let i = 0; i < batch; i++) await call();
    calls += batch;
    spent = spentSince(start);
    batch = Math.max(1, Math.min(calls, Math.floor((calls * (enough - spent)) / Math.max(spent, 1))));
  }
  return calls ? spent / calls : 0;
}

const answer = (said) => fs.writeSync(1, JSON.stringify(said) + "\n");

// `build` takes the task and gives { version, price }, `price` being cents.
async function serve(build) {
  console.log = console.info = console.error; // what libraries say goes to the log
  let engine = null;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (engine) {
      answer({ micros: await timeRound(engine.price, request.seconds) });
      continue;
    }
    engine = await build(request);
    const payable = await engine.price();
    await timeRound(engine.price, request.warm_up);
    answer({ version: engine.version, payable, again: await engine.price() });
  }
  process.exit(0);
}

const offerOf = ([kind, category, need, off]) => ({ kind, category, need, off, everywhere: category === "*" });
const lineOf = ([number, category, price, quantity]) => ({ number, category, price, quantity });

module.exports = { serve, offerOf, lineOf };
