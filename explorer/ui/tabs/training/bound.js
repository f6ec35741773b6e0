/* The terms of the variational bound, as diffusion/bound.py has them: in bits, from what the network makes of x_t. */
"use strict";
// needs: noising.js, rules.js
window.bound = (() => {
  const LEVELS = 256, VARIANCES = ["ddpm-small", "ddpm"]; // sigma^2 = beta-tilde, and beta

  /* Of q(x_{t-1}|x_t,x_0) = N(c0 x_0 + ct x_t, variance), and beta_t: see posterior_coefficients. */
  function posterior(schedule, t) {
    const { stepVariance: beta, ...found } = window.rules.posterior(schedule, t, t - 1);
    return { ...found, beta };
  }

  /* sigma_t^2 of p(x_{t-1}|x_t). */
  const sigma2 = (c, variance) => (variance === "ddpm" ? c.beta : c.variance);

  /* The error of x0_hat for an error of 1 in what a network may be asked for instead. */
  function worth(schedule, t) {
    const bar = schedule.alphaBar[t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar), { c0 } = posterior(schedule, t);
    return { epsilon: b / a, sample: 1, v_prediction: b, mean: 1 / c0, score: b * b / a };
  }

  /* What L_{t-1} has for each unit of mean squared error of the target, in bits per dimension. */
  function weight(schedule, t, target, variance) {
    const c = posterior(schedule, t);
    return (c.c0 * worth(schedule, t)[target]) ** 2 / (2 * sigma2(c, variance)) / Math.LN2;
  }

  /* L_{t-1} where the squared error of x0_hat is `error`: of one pixel, or the mean. */
  function step(schedule, t, error, variance) {
    const c = posterior(schedule, t), s2 = sigma2(c, variance), ratio = c.variance / s2;
    return 0.5 * (c.c0 * c.c0 * error / s2 + ratio - 1 - Math.log(ratio)) / Math.LN2;
  }

  /* L_T where the square of x_0 is `power`: of one pixel, or the mean. */
  const prior = ({ alphaBar }, power) => window.noising.klBits(alphaBar.at(-1), power);

  /* Of N(0, variance) at a point of this square, in nats. */
  const logDensity = (square, variance) => -0.5 * (square / variance + Math.log(2 * Math.PI * variance));

  /* L_0 of one pixel: -log2 of the mass that N(said, beta_1) has within half a grey level of x. */
  function decoder({ beta }, x, said) {
    const std = Math.sqrt(beta[1]), level = Math.round((x + 1) * (LEVELS - 1) / 2);
    const edge = (place) => (place * 2 / (LEVELS - 1) - 1 - said) / std;
    const low = level === 0 ? -Infinity : edge(level - 0.5), high = level === LEVELS - 1 ? Infinity : edge(level + 0.5);
    const [a, b] = low + high > 0 ? [-high, -low] : [low, high]; // in the left tail the digits are kept
    const above = logPhi(b);
    return -(above + Math.log(-Math.expm1(logPhi(a) - above))) / Math.LN2;
  }

  /* log of the standard normal distribution function: a series of positive terms near 0, a continued fraction far left
     (Abramowitz & Stegun 1964, 26.2.11 and 26.2.14). */
  function logPhi(z) {
    if (z === -Infinity) return -Infinity;
    const logDensity = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI);
    if (z < -3) {
      let fraction = -z;
      for (let k = 60; k; k--) fraction = k / fraction - z;
      return logDensity - Math.log(fraction);
    }
    if (z > 3) return Math.log1p(-Math.exp(logPhi(-z)));
    let sum = 0;
    for (let k = 0, term = z; k < 60; k++, term *= z * z / (2 * k + 1)) sum += term;
    return Math.log(0.5 + Math.exp(logDensity) * sum);
  }

  /* The mean of f(i) over so many places. */
  function mean(count, f) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += f(i);
    return sum / count;
  }

  const squares = (x, y) => mean(x.length, (i) => (x[i] - y[i]) ** 2);

  return { VARIANCES, posterior, sigma2, worth, weight, step, prior, logDensity, decoder, mean, squares };
})();
