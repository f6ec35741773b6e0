/* All T steps of a small picture, and then all steps back that the stand-in takes; and what becomes of both where a root is
   forgotten: beta eps in place of its root, and beta-tilde z. In float64, with the noise of (seed, t) as elsewhere. */
"use strict";
// needs: noising.js, normal.js, bound.js
window.WholeChain = (() => {
  const { bound, noising } = window, { logDensity } = bound, { standardNormal, START, AT } = window.normal, FRAMES = 6;

  return class WholeChain {
    constructor(x0, schedule, seed, standIn) {
      const T = schedule.beta.length - 1, states = () => ({ right: x0.slice(), slip: x0.slice() });
      const counts = () => Array.from({ length: T + 1 }, () => new Int32Array(noising.BINS));
      Object.assign(this, {
        x0, schedule, seed, standIn, T, t: 0, forth: states(), back: null,
        cost: new Float64Array(x0.length), // log q(x_1 ... x_T|x_0) - log p(x_0 ... x_T), of each value in nats
        steps: 0, turned: 0, // -log q of the whole chain, step by step and turned around: sums over all values, in nats
        spread: new Float64Array(T + 1), // the mean square of x_t - sqrt(alpha_bar_t) x_0
        variances: { right: new Float64Array(T + 1), slip: new Float64Array(T + 1) }, counts: { right: counts(), slip: counts() },
        frames: { forth: { right: [], slip: [] }, back: { right: [], slip: [] } },
      });
      this.stops = Array.from({ length: FRAMES }, (_, k) => Math.round(k * T / (FRAMES - 1)));
      this.#keep("forth", 0);
    }

    get walked() { return this.back !== null; }
    get done() { return this.walked && this.t === 0; }

    /* Walk on for about `budget` milliseconds; whether it is done. */
    run(budget) {
      const end = performance.now() + budget;
      while (!this.done && performance.now() < end) if (this.walked) this.#stepBack(); else this.#step();
      return this.done;
    }

    #step() {
      const { x0, cost, schedule, forth: { right, slip } } = this, t = ++this.t, beta = schedule.beta[t], c = bound.posterior(schedule, t);
      const { A, B, variance } = this.standIn.step(t), keep = Math.sqrt(1 - beta), root = Math.sqrt(beta), a = Math.sqrt(schedule.alphaBar[t]);
      const z = standardNormal(x0.length, this.seed, AT, t);
      let spread = 0, steps = 0, turned = 0;
      for (let i = 0; i < x0.length; i++) {
        const before = right[i], x = right[i] = keep * before + root * z[i], forward = logDensity((x - keep * before) ** 2, beta);
        slip[i] = keep * slip[i] + beta * z[i];
        spread += (x - a * x0[i]) ** 2;
        cost[i] += forward - logDensity((before - A * x - B) ** 2, variance);
        steps -= forward;
        if (t > 1) turned -= logDensity((before - c.c0 * x0[i] - c.ct * x) ** 2, c.variance);
      }
      this.spread[t] = spread / x0.length;
      this.steps += steps;
      this.turned += turned;
      this.#keep("forth", t);
      if (t === this.T) this.#turn();
    }

    #turn() {
      const { x0, cost, T, forth: { right }, schedule } = this, bar = schedule.alphaBar[T], a = Math.sqrt(bar);
      for (let i = 0; i < x0.length; i++) {
        cost[i] -= logDensity(right[i] ** 2, 1);
        this.turned -= logDensity((right[i] - a * x0[i]) ** 2, 1 - bar);
      }
      const start = Float64Array.from(standardNormal(x0.length, this.seed, START, 0));
      this.back = { right: start, slip: start.slice() };
      this.#keep("back", T);
    }

    #stepBack() {
      const { back: { right, slip } } = this, t = this.t--, { A, B, variance } = this.standIn.step(t), root = Math.sqrt(variance);
      const z = t > 1 ? standardNormal(right.length, this.seed, AT, t) : null; // the last step adds none
      for (let i = 0; i < right.length; i++) {
        right[i] = A * right[i] + B + (z ? root * z[i] : 0);
        slip[i] = A * slip[i] + B + (z ? variance * z[i] : 0);
      }
      this.#keep("back", this.t);
    }

    /* What is shown of the states at t. */
    #keep(way, t) {
      for (const kind of ["right", "slip"]) {
        const x = this[way][kind];
        if (way === "forth") {
          this.variances[kind][t] = noising.moments(x).variance;
          noising.histogram(this.counts[kind][t], x);
        }
        if (this.stops.includes(t)) this.frames[way][kind].push(x.slice());
      }
    }
  };
})();
