/* The Worker: one network, asked one thing after the other.

   Messages, each with a number `id` that its answer bears:
   load    {module, program, weights, sha256}: an ArrayBuffer of safetensors, and its hash, or null if it is not to be
           looked at -> nothing
   answer  {x, time, label}: see network.answer in engine.js -> {answer, ms}
   walk    {plan, seeds, x}: see walk.js; each step is told as a `part`, {k, samples, ms, looked} -> {x}, of the end
   stop    end the walk that is going on, which is answered as if it had come to its end -> nothing
   What fails is answered with an error {reason, message}. */
"use strict";
self.window = self; // for what the page runs, too
importScripts("normal.js", "prediction.js", "sha256.js", "walk.js", "engine.js");

let network = null, stopped = false;

/* Between two steps other messages are read: a live guess, or that it should stop. */
const { port1, port2 } = new MessageChannel(), waiting = [];
port1.onmessage = () => waiting.shift()();
const rest = () => new Promise((go) => { waiting.push(go); port2.postMessage(null); });

const kinds = {
  async load({ module, program, weights, sha256 }) {
    network = await self.engine.create(module, { ...program, sha256 }, weights);
    return {};
  },
  answer({ x, time, label }) {
    const began = performance.now(), answer = Float32Array.from(network.answer(x, time, label));
    return { value: { answer, ms: performance.now() - began }, transfer: [answer.buffer] };
  },
  async walk(asked, tell) {
    const { normal } = self, ask = (x, time, label) => network.answer(x, time, label).slice();
    const walk = new self.walking.Walk(asked, ask, (seed, t) => normal.standardNormal(asked.x[0].length, seed, normal.AT, t));
    stopped = false;
    while (!walk.done && !stopped) {
      const began = performance.now(), { k, looked } = walk, samples = walk.step();
      tell({ k, samples, ms: performance.now() - began, looked: walk.looked - looked });
      await rest();
    }
    return { value: { x: walk.x } };
  },
  stop() {
    stopped = true;
    return {};
  },
};

self.onmessage = async ({ data }) => {
  const { id, kind } = data;
  try {
    const { value = null, transfer = [] } = await kinds[kind](data, (part) => self.postMessage({ id, part }));
    self.postMessage({ id, value }, transfer);
  } catch (error) {
    const reason = error.reason ?? (error instanceof RangeError ? "memory" : "weights");
    self.postMessage({ id, error: { reason, message: String(error.message) } });
  }
};
