/* What a network may be asked for, read from one answer: eps, x_0, v, the mean of q(x_{t-1}|x_t,x_0) and the score. */
"use strict";
// needs: bound.js, prediction.js
window.languages = (() => {
  const { made } = window.prediction;

  /* The target of x_0 and eps; of x0_hat and eps_hat it is what the network says. */
  function read(target, schedule, t, { x, a, b }, x0, eps) {
    const { c0, ct } = window.bound.posterior(schedule, t);
    const one = {
      epsilon: (i) => eps[i], sample: (i) => x0[i], v_prediction: (i) => a * eps[i] - b * x0[i],
      mean: (i) => c0 * x0[i] + ct * x[i], score: (i) => -eps[i] / b,
    }[target];
    return made(x.length, one);
  }

  /* {wanted, said, error}: what is right, what the network says, and their mean squared difference. */
  function compare(target, schedule, t, look) {
    const wanted = read(target, schedule, t, look, look.x0, look.eps);
    const said = read(target, schedule, t, look, look.x0_hat, look.eps_hat);
    return { wanted, said, error: window.bound.squares(wanted, said) };
  }

  /* Of all targets, from the error of x0_hat: {target: mean squared error}. */
  function errors(schedule, t, error) {
    const worth = window.bound.worth(schedule, t);
    return Object.fromEntries(Object.entries(worth).map(([target, one]) => [target, error / one ** 2]));
  }

  return { compare, errors };
})();
