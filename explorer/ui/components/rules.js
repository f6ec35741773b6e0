/* The samplers' equations, as diffusion/rules.py has them: the coefficients of one step from t to s < t, in float64. A test
   compares the two on random schedules. A schedule is {alphaBar, beta}, with T + 1 numbers each. */
"use strict";
window.rules = (() => {
  const STEEP = 10, FAINT = 1e-6, UNDERFLOWING = 1e-290;
  const update = (cX0, cEps, cXt, std = 0, cBefore = 0, cAfter = 0) => ({ cX0, cEps, cXt, std, cBefore, cAfter });

  /* q(x_s | x_t, x_0) = N(c0 x_0 + ct x_t, variance); stepVariance is that of q(x_t | x_s): Ho et al. 2020, eq. 7. */
  function posterior({ alphaBar, beta }, t, s) {
    const bar = alphaBar[t], before = alphaBar[s], left = 1 - bar;
    if (bar === 1) return { c0: 1, ct: 0, variance: 0, stepVariance: 0 };
    const alpha = before > UNDERFLOWING ? bar / before : beta.subarray(s + 1, t + 1).reduce((product, one) => product * (1 - one), 1);
    const stepVariance = s === t - 1 ? beta[t] : 1 - alpha;
    return { c0: Math.sqrt(before) * stepVariance / left, ct: Math.sqrt(alpha) * (1 - before) / left, variance: (1 - before) / left * stepVariance, stepVariance };
  }

  function ddimUpdate({ alphaBar }, s, variance = 0) {
    return update(Math.sqrt(alphaBar[s]), Math.sqrt(Math.max(0, 1 - alphaBar[s] - variance)), 0, Math.sqrt(variance));
  }

  const sigma = ({ alphaBar }, t) => Math.sqrt(1 / alphaBar[t] - 1);
  const logSnr = ({ alphaBar }, t) => Math.log(alphaBar[t] / (1 - alphaBar[t]));

  function euler(schedule, t, s) {
    const { alphaBar } = schedule;
    if (alphaBar[t] < FAINT ** 2) return ddimUpdate(schedule, s);
    const scale = Math.sqrt(alphaBar[s]);
    return update(0, scale * (sigma(schedule, s) - sigma(schedule, t)), scale / Math.sqrt(alphaBar[t]));
  }

  /* Each is (schedule, t, s, the time before t or null, eta) -> the coefficients of
     x_s = cX0 x0_hat + cEps eps_hat + cXt x_t + std z + cBefore x0_hat' + cAfter (eps_hat'' - eps_hat). */
  const RULES = {
    ddim: (schedule, t, s, before, eta) => ddimUpdate(schedule, s, eta ** 2 * posterior(schedule, t, s).variance),
    ddpm(schedule, t, s) {
      const { c0, ct, stepVariance } = posterior(schedule, t, s);
      return update(c0, 0, ct, Math.sqrt(stepVariance));
    },
    "ddpm-small"(schedule, t, s) {
      const { c0, ct, variance } = posterior(schedule, t, s);
      return update(c0, 0, ct, Math.sqrt(variance));
    },
    euler,
    heun(schedule, t, s) {
      const step = euler(schedule, t, s), single = s === 0 || schedule.alphaBar[t] < FAINT ** 2 || sigma(schedule, t) > STEEP * sigma(schedule, s);
      return { ...step, cAfter: single ? 0 : step.cEps / 2 };
    },
    "dpmpp-2m"(schedule, t, s, before) {
      if (before === null || s === 0) return ddimUpdate(schedule, s);
      const [b, here, there] = [before, t, s].map((time) => logSnr(schedule, time) / 2);
      if (!(Number.isFinite(here) && Number.isFinite(there) && here > b)) return ddimUpdate(schedule, s);
      const half = 0.5 * (there - here) / (here - b), { alphaBar } = schedule;
      const data = -Math.sqrt(alphaBar[s]) * Math.expm1(here - there);
      return update(data * (1 + half), 0, Math.sqrt((1 - alphaBar[s]) / (1 - alphaBar[t])), 0, -data * half);
    },
  };

  /* The times T = t_0 > ... > t_steps = 0 that a chain visits; halves are rounded to even ones, as NumPy does. */
  function timeGrid(T, steps) {
    const even = (x) => { const low = Math.floor(x); return x - low === 0.5 ? low + low % 2 : Math.round(x); };
    return Array.from({ length: steps + 1 }, (_, k) => (k === steps ? 0 : even(k * (-T / steps) + T)));
  }

  /* The coefficients of each step of a chain over these times. */
  function plan(name, schedule, times, eta = 0) {
    return times.slice(1).map((s, k) => RULES[name](schedule, times[k], s, k ? times[k - 1] : null, eta));
  }

  return { posterior, timeGrid, plan };
})();
