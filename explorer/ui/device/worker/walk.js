/* Walks a chain as diffusion/samplers.py does, in the same float32 order: torch rounds each number to float32 before it
   multiplies an array, and the array after each operation. Which coefficients, says the plan of chains/plan.py. */
"use strict";
self.walking = (() => {
  const f = Math.fround;
  const { LEAST_SIGNAL, PREDICTIONS, made, without } = self.prediction;

  /* A walk of some samples. ask(x, time, label) is the network's answer, and noise(seed, t) of one sample.
     plan: times, bars (alpha_bar at them and at `noisy`), updates, looks, guidance, clip, prediction, noisy, halves;
     seeds: of the samples; x: Float32Arrays, changed to the next state at each step. */
  class Walk {
    constructor({ plan, seeds, x }, ask, noise) {
      Object.assign(this, plan, { seeds, x, ask, noise, k: 0, looked: 0, before: x.map(() => null) });
      this.levels = [...this.bars].map((bar) => ({ signal: Math.sqrt(bar), a: f(Math.sqrt(bar)), b: f(Math.sqrt(1 - bar)) }));
      this.say = PREDICTIONS[this.prediction];
    }

    get done() { return this.k === this.times.length - 1; }

    /* eps_hat and x0_hat of an answer, unclipped: prediction.read. */
    read(x, answer, place, asked) {
      const { signal, a, b } = this.levels[place], early = place !== asked;
      const eps = this.say.eps(x, answer, this.levels[asked].a, this.levels[asked].b);
      if (early) return { eps, x0: x };
      return { eps, x0: this.say.x0(x, answer, this.prediction === "epsilon" && signal < LEAST_SIGNAL ? f(LEAST_SIGNAL) : a, b) };
    }

    /* What the network says of x at the time in this place; at one without noise it is asked as at the first that has. */
    look(x, place) {
      const early = this.times[place] < this.noisy, asked = early ? this.times.length : place;
      const time = early ? this.noisy : this.times[place];
      const answers = this.looks.map((label) => this.ask(x, time - 1, label)), w = f(this.guidance);
      this.looked += answers.length;
      const [first, second] = answers;
      const mixed = second ? made(x.length, (i) => first[i] + f(w * f(second[i] - first[i]))) : first;
      const guess = this.read(x, mixed, place, asked);
      if (second) guess.halves = answers.map((answer) => this.read(x, answer, place, asked).x0);
      if (!this.clip) return guess;
      const most = f(this.clip), { a, b } = this.levels[asked];
      guess.x0 = made(x.length, (i) => Math.max(-most, Math.min(most, guess.x0[i])));
      guess.eps = without(x, guess.x0, a, b);
      return guess;
    }

    /* One step of one sample, by its place: what a page has to know of it. */
    advance(i) {
      const { k, times } = this, [cX0, cEps, cXt, cStd, cBefore, cAfter] = this.updates.subarray(6 * k, 6 * k + 6).map(f);
      const x = this.x[i], n = x.length, { eps, x0, halves } = this.look(x, k), before = this.before[i];
      const linear = made(n, (p) => f(f(cX0 * x0[p]) + f(cEps * eps[p])) + f(cXt * x[p]));
      let mean = before && cBefore ? made(n, (p) => linear[p] + f(cBefore * before[p])) : linear;
      if (cAfter) {
        const there = mean, { eps: after } = this.look(there, k + 1);
        mean = made(n, (p) => there[p] + f(cAfter * f(after[p] - eps[p])));
      }
      const z = times[k + 1] > 0 && cStd ? this.noise(this.seeds[i], times[k]) : null;
      this.x[i] = z ? made(n, (p) => mean[p] + f(cStd * z[p])) : mean;
      this.before[i] = x0;
      return {
        x0, extra: cBefore || cAfter ? made(n, (p) => mean[p] - linear[p]) : null,
        halves: this.halves && halves ? halves.map((half) => made(n, (p) => Math.max(-1, Math.min(1, half[p])))) : null,
      };
    }

    /* One step of all samples: a list of what advance() says. */
    step() {
      const all = this.x.map((_, i) => this.advance(i));
      this.k++;
      return all;
    }
  }

  return { Walk };
})();
