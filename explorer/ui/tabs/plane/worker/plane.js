/* The Plane's Worker: chains of particles, and a network that learns, one slice of each after the other.

   Messages, each with a number `id` that its answer bears:
   chain   {name, by, past, points, labels, label, guidance, schedule, sampler, eta, steps, seeds}: by "exact", or "network" as
           it was after `past` steps, null for now; each state is told as a `part`, {k, t, x} -> {done}, whether it came to its end: not if another one of this
           name was asked for
   compare {x, points, fresh, other}: see distances.js -> what that says
   learn   {points, alphaBar, ...}: a new network, see learner.js -> nothing
   train   {until, slow}: train up to so many steps, a few a second if slow; told as parts {step, loss, kept} -> the same; kept: the steps of which the network
           is remembered
   guess   {x, t, past}: what the network says of x_0 -> {x0}
   stop    {what}: a chain's name, or "train" -> nothing
   What fails is answered with an error {reason, message}. */
"use strict";
self.window = self; // for what the page runs, too
importScripts("normal.js", "prediction.js", "rules.js", "exact_plane.js", "plane_walk.js", "matmul.js", "mlp.js", "learner.js", "wasserstein.js", "distances.js");

const SLICE_MS = 12, TELL_MS = 100, SLOW_MS = 250;
const MARKS = [1, 2, 3, 5]; // times a power of ten: the steps after which the network is remembered
let learner = null, settings = null, kept = new Map(); // kept: by step, the averaged weights
const running = {}; // by name: the number of what may go on
const begin = (name) => (running[name] = (running[name] ?? 0) + 1);

/* Between two slices other messages are read. */
const { port1, port2 } = new MessageChannel(), waiting = [];
port1.onmessage = () => waiting.shift()();
const rest = () => new Promise((go) => { waiting.push(go); port2.postMessage(null); });

const isMark = (step) => step === 0 || MARKS.includes(step / 10 ** Math.floor(Math.log10(step)));

/* The network as it was after so many steps, or as it is now: what learns on meanwhile does not touch it. */
function frozen(past) {
  const network = new self.Learner(settings);
  network.network.average.set(kept.get(past) ?? learner.network.average);
  return network;
}

function report() { return { step: learner.steps, loss: learner.loss, kept: [...kept.keys()] }; }

const kinds = {
  async chain({ name, by, past, points, labels, label, guidance, ...walk }, tell) {
    const mine = begin(name), { schedule } = walk, network = by === "network" ? frozen(past) : null, exact = new self.ExactPlane(points, labels).guided(label, guidance);
    const denoise = network ? (x, t) => network.x0(x, t) : (x, t) => exact(x, self.planeWalk.levels(schedule, t).bar);
    let k = 0, since = performance.now();
    for (const { t, x } of self.planeWalk.walk(denoise, walk)) {
      tell({ k: k++, t, x: Float32Array.from(x) });
      if (performance.now() - since < SLICE_MS) continue;
      await rest();
      if (mine !== running[name]) return { value: { done: false } };
      since = performance.now();
    }
    return { value: { done: true } };
  },
  learn(asked) {
    begin("train");
    settings = asked;
    learner = new self.Learner(settings);
    kept = new Map([[0, learner.network.average.slice()]]);
    return {};
  },
  async train({ until, slow }, tell) {
    const mine = begin("train"), network = learner;
    let told = performance.now();
    while (network.steps < until && mine === running.train) {
      const since = performance.now();
      do {
        network.step();
        if (isMark(network.steps)) kept.set(network.steps, network.network.average.slice());
      } while (!slow && network.steps < until && performance.now() - since < SLICE_MS);
      if (slow) await new Promise((go) => { setTimeout(go, SLOW_MS); });
      if (performance.now() - told > TELL_MS) { tell(report()); told = performance.now(); }
      await rest();
    }
    return { value: report() };
  },
  guess({ x, t, past }) {
    return { value: { x0: (past === null ? learner : frozen(past)).x0(x, t) } };
  },
  stop({ what }) {
    begin(what);
    return {};
  },
  compare(asked) {
    return { value: self.distances(asked) };
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
