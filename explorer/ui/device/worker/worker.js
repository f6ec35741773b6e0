/* The Worker: one network, asked one thing after the other.

   Messages, each with a number `id` that its answer bears:
   load    {module, program, weights, sha256}: an ArrayBuffer of safetensors, and its hash, or null if it is not to be
           looked at -> nothing
   answer  {x, time, label}: see network.answer in engine.js -> {answer, ms}
   walk    {plan}: see walk.js; each step is told as a `part` -> nothing
   stop    {of}: end the walk of that number -> nothing
   What fails is answered with an error {reason, message}. */
"use strict";
self.window = self; // for what the page runs, too
importScripts("normal.js", "sha256.js", "engine.js");

let network = null;

const kinds = {
  async load({ module, program, weights, sha256 }) {
    if (sha256 && (await self.sha256(weights)) !== sha256) throw Object.assign(new Error("other bytes"), { reason: "hash" });
    network = await self.engine.create(module, program, weights);
    return {};
  },
  answer({ x, time, label }) {
    const began = performance.now(), answer = Float32Array.from(network.answer(x, time, label));
    return { value: { answer, ms: performance.now() - began }, transfer: [answer.buffer] };
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
