/* In place of a network: the perfect denoiser of pictures whose values are independent draws of one Gaussian, that which
   the values of x_0 have. All that one asks of a network, and log p(x_0) itself, has a closed form then. */
"use strict";
// needs: bound.js
window.StandIn = (() => {
  const { bound } = window;

  return class StandIn {
    constructor(x0, schedule) {
      const T = schedule.beta.length - 1;
      this.schedule = schedule;
      this.mean = bound.mean(x0.length, (i) => x0[i]);
      this.variance = bound.mean(x0.length, (i) => (x0[i] - this.mean) ** 2);
      this.power = bound.mean(x0.length, (i) => x0[i] ** 2);
      let mean = 0, spread = 1; // of x_t as the stand-in draws it, from t = T down
      for (let t = T; t; t--) {
        const { A, B, variance } = this.step(t);
        mean = A * mean + B;
        spread *= A * A;
        this.clean = { mean, variance: spread }; // without the noise of the last step, which a chain leaves out
        spread += variance;
      }
      this.law = { mean, variance: spread };
    }

    /* x0_hat = mean + share (x_t - a mean) */
    #share(t) {
      const bar = this.schedule.alphaBar[t], noise = 1 - bar;
      return { a: Math.sqrt(bar), noise, share: Math.sqrt(bar) * this.variance / (bar * this.variance + noise) };
    }

    guessOne(value, t) {
      const { a, share } = this.#share(t);
      return this.mean + share * (value - a * this.mean);
    }

    guess(x, t) { return Float64Array.from(x, (value) => this.guessOne(value, t)); }

    /* p(x_{t-1}|x_t) = N(A x_t + B, variance), where variance is beta-tilde_t; beta_1 in the last step, as in Ho et al. */
    step(t) {
      const { a, share } = this.#share(t), c = bound.posterior(this.schedule, t);
      return { A: c.c0 * share + c.ct, B: c.c0 * this.mean * (1 - share * a), variance: t > 1 ? c.variance : c.beta };
    }

    /* The mean of (x_0 - x0_hat)^2 over eps, where (x_0 - mean)^2 is `apart`. */
    #error(t, apart) {
      const { a, noise, share } = this.#share(t);
      return (1 - share * a) ** 2 * apart + share * share * noise;
    }

    /* The mean of (eps - eps_hat)^2 over eps. */
    noiseError(t, apart) {
      const { a, noise } = this.#share(t), own = a * a * this.variance;
      return (own * own + a * a * noise * apart) / (own + noise) ** 2;
    }

    /* -log2 p(x_0), exactly; the mean over the picture. */
    cost(x0) {
      const { mean, variance } = this.law;
      return 0.5 * (Math.log(2 * Math.PI * variance) + bound.mean(x0.length, (i) => (x0[i] - mean) ** 2) / variance) / Math.LN2;
    }

    /* L_{t-1} in bits, the mean over eps. */
    term(t, apart = this.variance) { return bound.step(this.schedule, t, this.#error(t, apart), "ddpm-small"); }

    /* The terms of the bound: L_T, the sum of L_{t-1}, and L_0 as that of a density. */
    terms(apart = this.variance, power = this.power) {
      const { schedule } = this, T = schedule.beta.length - 1;
      let between = 0;
      for (let t = 2; t <= T; t++) between += this.term(t, apart);
      const first = 0.5 * (Math.log(2 * Math.PI * schedule.beta[1]) + this.#error(1, apart) / schedule.beta[1]) / Math.LN2;
      const last = bound.prior(schedule, power);
      return { last, between, first, all: last + between + first };
    }

    /* The same sum for each value of x_0: it is linear in the squares of x_0 and of x_0 - mean. */
    termsOfEach(x0) {
      const none = this.terms(0, 0).all, far = this.terms(1, 0).all - none, bright = this.terms(0, 1).all - none;
      return Float64Array.from(x0, (value) => none + far * (value - this.mean) ** 2 + bright * value * value);
    }
  };
})();
