/* The loss that no network can get below: that of the exact denoiser, for many points x_0 may have been x_t. */
"use strict";
// needs: normal.js, exact_plane.js, plane_walk.js
window.floorLoss = (() => {
  const { normal, planeWalk } = window, DRAWS = 2048, SEED = 0;
  const WORTH = { epsilon: ({ a, b }) => a / b, sample: () => 1, v_prediction: ({ b }) => 1 / b }; // of an error of 1 in x_0

  /* Mean squared error per coordinate in what is predicted, over draws of x_0, t and eps as Algorithm 1 makes them; an estimate. */
  return (exact, schedule, prediction) => {
    const { points, size } = exact, T = schedule.alphaBar.length - 1, u = normal.uniforms(2 * DRAWS, SEED, normal.CHOICE, 0), eps = normal.standardNormal(2 * DRAWS, SEED, normal.CHOICE, 1);
    let sum = 0;
    for (let n = 0; n < DRAWS; n++) {
      const i = 2 * Math.floor(u[2 * n] * size), level = planeWalk.levels(schedule, 1 + Math.floor(u[2 * n + 1] * T)), x0 = points.subarray(i, i + 2);
      const found = exact.x0(x0.map((value, c) => level.a * value + level.b * eps[2 * n + c]), level.bar), worth = WORTH[prediction](level);
      for (let c = 0; c < 2; c++) sum += (worth * (found[c] - x0[c])) ** 2;
    }
    return sum / DRAWS / 2;
  };
})();
