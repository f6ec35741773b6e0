/* The Plane's Worker: chains of particles, and a network that learns, one slice of each after the other.

   Messages, each with a number `id` that its answer bears:
   data    {points}: of the exact denoiser from now on -> nothing
   chain   {by, schedule, sampler, eta, steps, seeds}: by "exact", or "network" as it is now; each state is told as a `part`,
           {k, t, x} -> {done}, whether it came to its end
   learn   {points, alphaBar, ...}: a new network, see learner.js -> nothing
   train   {until}: train up to so many steps; told as parts {step, loss} -> {step, loss}
   guess   {x, t}: what the network says of x_0 -> {x0}
   stop    {what}: "chain" or "train" -> nothing
   What fails is answered with an error {reason, message}. */
"use strict";
self.window = self; // for what the page runs, too
importScripts("normal.js", "prediction.js", "rules.js", "exact_plane.js", "plane_walk.js", "features.js", "matmul.js", "mlp.js", "learner.js");

const SLICE_MS = 12, TELL_MS = 100;
let exact = null, learner = null;
const running = { chain: 0, train: 0 }; // the number of what may go on

/* Between two slices other messages are read. */
const { port1, port2 } = new MessageChannel(), waiting = [];
port1.onmessage = () => waiting.shift()();
const rest = () => new Promise((go) => { waiting.push(go); port2.postMessage(null); });

const kinds = {
  data({ points }) {
    exact = new self.ExactPlane(points);
    return {};
  },
  async chain({ by, ...settings }, tell) {
    const mine = ++running.chain, { schedule } = settings, points = exact, network = learner;
    const denoise = by === "network" ? (x, t) => network.x0(x, t) : (x, t) => points.x0(x, self.planeWalk.levels(schedule, t).bar);
    let k = 0, since = performance.now();
    for (const { t, x } of self.planeWalk.walk(denoise, settings)) {
      tell({ k: k++, t, x: Float32Array.from(x) });
      if (performance.now() - since < SLICE_MS) continue;
      await rest();
      if (mine !== running.chain) return { value: { done: false } };
      since = performance.now();
    }
    return { value: { done: true } };
  },
  learn(settings) {
    running.train++;
    learner = new self.Learner(settings);
    return {};
  },
  async train({ until }, tell) {
    const mine = ++running.train, network = learner;
    let told = performance.now();
    while (network.steps < until && mine === running.train) {
      const since = performance.now();
      while (network.steps < until && performance.now() - since < SLICE_MS) network.step();
      if (performance.now() - told > TELL_MS) { tell({ step: network.steps, loss: network.loss }); told = performance.now(); }
      await rest();
    }
    return { value: { step: network.steps, loss: network.loss } };
  },
  guess({ x, t }) {
    return { value: { x0: learner.x0(x, t) } };
  },
  stop({ what }) {
    running[what]++;
    return {};
  },
};

self.onmessage = async ({ data }) => {
  const { id, kind } = data;
  try {
    const { value = null } = await kinds[kind](data, (part) => self.postMessage({ id, part }));
    self.postMessage({ id, value });
  } catch (error) {
    self.postMessage({ id, error: { reason: error instanceof RangeError ? "memory" : "worker", message: String(error.message) } });
  }
};
