/* What the answer of a network means, as diffusion/prediction.py has it, in the order of its float32 operations. */
"use strict";
window.prediction = (() => {
  const f = Math.fround;
  const LEAST_SIGNAL = 2 ** -126; // what is below is 0 in float32

  /* one(i) for each place, rounded to float32. */
  function made(n, one) {
    const out = new Float32Array(n);
    for (let i = 0; i < n; i++) out[i] = one(i);
    return out;
  }

  /* (x - a y) / b */
  const without = (x, y, a, b) => made(x.length, (i) => f(x[i] - f(a * y[i])) / b);

  /* What an answer may mean, by the names of prediction.py: eps and x0 of x_t and the answer, with the factors of signal
     a and noise b, as float32. */
  const PREDICTIONS = {
    epsilon: { eps: (x, answer) => answer, x0: (x, answer, a, b) => without(x, answer, b, a) },
    sample: { eps: (x, answer, a, b) => without(x, answer, a, b), x0: (x, answer) => answer },
    v_prediction: {
      eps: (x, answer, a, b) => made(x.length, (i) => f(b * x[i]) + f(a * answer[i])),
      x0: (x, answer, a, b) => made(x.length, (i) => f(a * x[i]) - f(b * answer[i])),
    },
  };

  return { LEAST_SIGNAL, PREDICTIONS, made, without };
})();
