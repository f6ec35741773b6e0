/* Both sides of each line of the derivation, on one picture: {left, right}, means over all its values. `apart` is the
   largest difference at any of them, where each has one; `error` the standard error of a left side that is estimated. */
"use strict";
// needs: normal.js, bound.js, stand_in.js
window.bothSides = (() => {
  const { bound } = window, { mean, logDensity } = bound, { standardNormal, CHOICE } = window.normal;
  const LEAST_SIGNAL = 1e-12, LEAST_NOISE = 1e-9; // below, float64 has lost the digits that are shown

  /* The t from 2 nearest to the wanted one where something can be compared; null if there is none, or if the chain begins
     with so little noise that its densities have no digits. */
  function place({ alphaBar }, wanted) {
    let most = alphaBar.length - 1;
    while (most > 1 && !(alphaBar[most] > LEAST_SIGNAL)) most--;
    return most < 2 || 1 - alphaBar[1] < LEAST_NOISE ? null : Math.min(Math.max(wanted, 2), most);
  }

  /* Of two arrays. */
  function values(left, right) {
    const n = left.length;
    return { left: mean(n, (i) => left[i]), right: mean(n, (i) => right[i]), apart: left.reduce((most, value, i) => Math.max(most, Math.abs(value - right[i])), 0) };
  }

  /* The standard error of a mean of independent numbers, from how far each lies from its own expectation. */
  const standardError = (n, off) => Math.sqrt(mean(n, (i) => off(i) ** 2) / n);

  /* Of (eps - eps_hat)^2 in L_{t-1}, with sigma^2 = beta-tilde, in bits. Where float64 holds no more signal, too. */
  const weightOf = (schedule, t) => schedule.beta[t] ** 2 / (2 * bound.posterior(schedule, t).variance * (1 - schedule.beta[t]) * (1 - schedule.alphaBar[t])) / Math.LN2;

  /* Lines about one t. x_t is the picture's, with the noise eps that the tab shows; x_{t-1} is drawn, given both, with z. */
  function atTime({ x0, eps, z, schedule, standIn }, t) {
    const { alphaBar, beta } = schedule, n = x0.length, each = (f) => Float64Array.from(x0, (_, i) => f(i));
    const bar = alphaBar[t], before = alphaBar[t - 1], alpha = 1 - beta[t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar);
    const c = bound.posterior(schedule, t), sigma = Math.sqrt(c.variance), precision = alpha / beta[t] + 1 / (1 - before);
    const x = each((i) => a * x0[i] + b * eps[i]), mu = each((i) => c.c0 * x0[i] + c.ct * x[i]), past = each((i) => mu[i] + sigma * z[i]);
    const guess = standIn.guess(x, t), muHat = each((i) => c.c0 * guess[i] + c.ct * x[i]), epsHat = each((i) => (x[i] - a * guess[i]) / b);
    const divergence = mean(n, (i) => (mu[i] - muHat[i]) ** 2) / (2 * c.variance) / Math.LN2;
    let factor = 1, variance = 0;
    for (let s = 1; s <= t; s++) { factor *= Math.sqrt(1 - beta[s]); variance = (1 - beta[s]) * variance + beta[s]; }
    const drawn = (i) => (logDensity((past[i] - mu[i]) ** 2, c.variance) - logDensity((past[i] - muHat[i]) ** 2, c.variance)) / Math.LN2;
    const weight = weightOf(schedule, t);
    return {
      factor: { left: factor, right: a },
      variance: { left: variance, right: 1 - bar },
      density: values(
        each((i) => (logDensity((x[i] - Math.sqrt(alpha) * past[i]) ** 2, beta[t]) + logDensity((past[i] - Math.sqrt(before) * x0[i]) ** 2, 1 - before) - logDensity((x[i] - a * x0[i]) ** 2, 1 - bar)) / Math.LN2),
        each((i) => logDensity((past[i] - mu[i]) ** 2, c.variance) / Math.LN2),
      ),
      "square-mean": values(each((i) => (Math.sqrt(alpha) / beta[t] * x[i] + Math.sqrt(before) / (1 - before) * x0[i]) / precision), mu),
      "square-variance": { left: 1 / precision, right: c.variance },
      divergence: { left: mean(n, drawn), right: divergence, error: standardError(n, (i) => drawn(i) - (mu[i] - muHat[i]) ** 2 / (2 * c.variance) / Math.LN2) },
      picture: values(each((i) => (x[i] - b * eps[i]) / a), x0),
      "noise-mean": values(each((i) => (x[i] - beta[t] / b * eps[i]) / Math.sqrt(alpha)), mu),
      weight: { left: divergence, right: weight * mean(n, (i) => (eps[i] - epsHat[i]) ** 2), weight },
    };
  }

  /* Lines about all t: they follow from the picture and the schedule. */
  function overAll({ x0, eps, schedule, seed, standIn }) {
    const { alphaBar, beta } = schedule, T = beta.length - 1, n = x0.length, { variance } = standIn;
    let between = 0, weighted = 0, simple = 0, blind = false;
    for (let t = 1; t <= T; t++) {
      simple += standIn.noiseError(t, variance) / T;
      if (t === 1) continue;
      if (beta[t] === 1) { blind = true; continue; } // no weight: eps says nothing of x_0
      between += standIn.term(t);
      weighted += weightOf(schedule, t) * standIn.noiseError(t, variance);
    }
    const over = (apart) => mean(T, (k) => standIn.noiseError(k + 1, apart)), near = over(0), far = over(1) - near; // linear in it
    const luck = [0, 1].map((slot) => standardNormal(n, seed, CHOICE, slot)); // two squares make a uniform number
    const losses = Float64Array.from(x0, (value, i) => {
      const t = Math.min(T, 1 + Math.floor(T * Math.exp(-(luck[0][i] ** 2 + luck[1][i] ** 2) / 2)));
      const a = Math.sqrt(alphaBar[t]), b = Math.sqrt(1 - alphaBar[t]), x = a * value + b * eps[i];
      return (eps[i] - (x - a * standIn.guessOne(x, t)) / b) ** 2;
    });
    return {
      simple: { left: between, right: weighted, blind },
      draws: { left: mean(n, (i) => losses[i]), right: simple, error: standardError(n, (i) => losses[i] - near - far * (x0[i] - standIn.mean) ** 2) },
    };
  }

  /* Lines about a chain that has been walked to T. */
  function ofChain({ x0, schedule, standIn, cost, steps, turned, spread }, t) {
    const n = x0.length, noise = 1 - schedule.alphaBar[t], terms = standIn.terms(), each = standIn.termsOfEach(x0);
    const bits = mean(n, (i) => cost[i]) / Math.LN2, error = standardError(n, (i) => cost[i] / Math.LN2 - each[i]);
    return {
      jensen: { left: standIn.cost(x0), right: bits, error },
      walked: { left: spread[t], right: noise, error: noise * Math.sqrt(2 / n) },
      chain: { left: steps / n / Math.LN2, right: turned / n / Math.LN2 },
      bound: { left: bits, right: terms.all, error, terms },
    };
  }

  return { place, atTime, overAll, ofChain };
})();
