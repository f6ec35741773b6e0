/* A reverse chain of many particles in the plane, as diffusion/samplers.py walks it. */
"use strict";
// needs: normal.js, rules.js
window.planeWalk = (() => {
  const { normal, rules } = window;

  /* Of each seed the two numbers that Noise([seed]) gives, at time t of its stream. */
  function draw(seeds, stream, t) {
    const out = new Float64Array(2 * seeds.length);
    seeds.forEach((seed, i) => out.set(normal.standardNormal(2, seed, stream, t), 2 * i));
    return out;
  }

  const start = (seeds) => draw(seeds, normal.START, 0);

  /* alpha_bar at t as a signal and a noise; at a time without noise, those of the first one that has some. */
  function levels({ alphaBar }, t) {
    while (alphaBar[t] === 1 && t < alphaBar.length - 1) t++;
    return { bar: alphaBar[t], a: Math.sqrt(alphaBar[t]), b: Math.sqrt(1 - alphaBar[t]) };
  }

  function epsOf(schedule, x, x0, t) {
    const { a, b } = levels(schedule, t);
    return x.map((value, i) => (value - a * x0[i]) / b);
  }

  /* One state after the other, {t, x, x0}: x at the time t, and what the denoiser says of it; the last one is at t = 0.
     denoise(x, t) -> E[x_0 | x_t]; sampler and eta: of rules.js; seeds: one for each particle; clip: how far from 0 x0_hat may be
     along each axis, or 0. */
  function* walk(denoise, { schedule, sampler, eta, steps, seeds, clip = 0 }) {
    const look = clip ? (x, t) => denoise(x, t).map((value) => Math.max(-clip, Math.min(clip, value))) : denoise;
    const T = schedule.alphaBar.length - 1, times = rules.timeGrid(T, steps), updates = rules.plan(sampler, schedule, times, eta);
    let x = start(seeds), before = null;
    for (let k = 0; k < steps; k++) {
      const t = times[k], s = times[k + 1], c = updates[k], answer = look(x, t), eps = epsOf(schedule, x, answer, t);
      const x0 = schedule.alphaBar[t] === 1 ? x : answer;
      const mean = x.map((value, i) => c.cX0 * x0[i] + c.cEps * eps[i] + c.cXt * value + (before ? c.cBefore * before[i] : 0));
      if (c.cAfter) {
        const after = epsOf(schedule, mean, look(mean, s), s);
        for (let i = 0; i < mean.length; i++) mean[i] += c.cAfter * (after[i] - eps[i]);
      }
      yield { t, x, x0 };
      if (s > 0 && c.std) {
        const z = draw(seeds, normal.AT, t);
        for (let i = 0; i < mean.length; i++) mean[i] += c.std * z[i];
      }
      [x, before] = [mean, x0];
    }
    yield { t: 0, x, x0: x };
  }

  return { walk, start, draw, epsOf, levels };
})();
