/* Algorithm 1 (Ho et al. 2020) in the plane: x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I), a step down the gradient; again.
   What a step draws belongs to (seed, TRAIN, step): the same learner takes the same steps. */
// needs: normal.js, mlp.js
"use strict";
window.Learner = (() => {
  const BATCH = 256, RATE = 0.006, SOON = 1000; // steps after which the rate falls as 1 / sqrt(step): there is no last step
  const RECENT = 200; // steps of which `loss` is the mean
  const LEAST = 1e-8; // of signal and of noise, by which is divided

  /* (x - a y) / b */
  const without = (x, y, a, b) => x.map((value, i) => (value - a * y[i]) / Math.max(b, LEAST));

  /* What is to be said, of a number of x_0 and of eps; and eps and x_0 of x_t and the answer. a and b are the factors of signal
     and noise. */
  const PREDICTIONS = {
    epsilon: {
      target: (x0, eps) => eps,
      eps: (x, answer) => answer,
      x0: (x, answer, a, b) => without(x, answer, b, a),
    },
    sample: {
      target: (x0) => x0,
      eps: (x, answer, a, b) => without(x, answer, a, b),
      x0: (x, answer) => answer,
    },
    v_prediction: {
      target: (x0, eps, a, b) => a * eps - b * x0,
      eps: (x, answer, a, b) => x.map((value, i) => b * value + a * answer[i]),
      x0: (x, answer, a, b) => x.map((value, i) => a * value - b * answer[i]),
    },
  };

  class Learner {
    /* points: x and y by turns; alphaBar (T+1); `batch` is a multiple of mlp.CHUNK; the rest of the options is the network's. */
    constructor({ points, alphaBar, batch = BATCH, rate = RATE, prediction = "epsilon", seed = 0, ...network }) {
      if (batch % mlp.CHUNK) throw new RangeError(`A batch is a multiple of ${mlp.CHUNK}, not ${batch}.`);
      Object.assign(this, { points, batch, rate, seed, steps: 0, loss: NaN, network: new mlp.Mlp({ alphaBar, seed, ...network }) });
      this.predicts = PREDICTIONS[prediction];
      this.a = alphaBar.map(Math.sqrt);
      this.b = alphaBar.map((share) => Math.sqrt(1 - share));
      this.x = new Float64Array(2 * batch);
      this.target = new Float64Array(2 * batch);
      this.t = new Int32Array(batch);
    }

    /* Lines 2 to 4: x_t, t, and what the network is to say. */
    draw(step) {
      const { points, batch, seed, a, b, x, t, target, predicts } = this, T = a.length - 1, count = points.length / 2;
      const which = normal.uniforms(2 * batch, seed, normal.TRAIN, step, 1);
      const eps = normal.standardNormal(2 * batch, seed, normal.TRAIN, step);
      for (let n = 0; n < batch; n++) {
        const datum = Math.floor(which[2 * n] * count), time = t[n] = 1 + Math.floor(which[2 * n + 1] * T);
        for (let c = 0; c < 2; c++) {
          const i = 2 * n + c, x0 = points[2 * datum + c];
          x[i] = a[time] * x0 + b[time] * eps[i];
          target[i] = predicts.target(x0, eps[i], a[time], b[time]);
        }
      }
    }

    /* Line 5, with Adam. Returns the loss of the batch. */
    step() {
      this.draw(this.steps);
      const loss = this.network.loss(this.x, this.t, this.target);
      this.network.update(this.rate / Math.sqrt(1 + this.steps / SOON));
      this.steps++;
      this.loss = this.steps === 1 ? loss : this.loss + (loss - this.loss) / Math.min(RECENT, this.steps);
      return loss;
    }

    /* What the network, with its averaged weights, holds for the noise and for the datum in many points x at one time t. */
    eps(x, t) { return this.predicts.eps(x, this.network.answer(x, t), this.a[t], this.b[t]); }
    x0(x, t) { return this.predicts.x0(x, this.network.answer(x, t), this.a[t], this.b[t]); }
  }

  return Learner;
})();
