/* One thing in four units: what is said of x_0 at a point x_t, as the arrow of eps, of the score, to x_0, or of v. */
"use strict";
window.planeField = (() => {
  /* a and b: of x_t = a x_0 + b eps. Each takes what is said of x_0, and x_t, of one coordinate. */
  const UNITS = {
    epsilon: (x0, x, a, b) => (x - a * x0) / b,
    score: (x0, x, a, b) => (a * x0 - x) / (b * b),
    sample: (x0, x) => x0 - x,
    v_prediction: (x0, x, a, b) => a * (x - a * x0) / b - b * x0,
  };

  /* Pairs on a lattice of `side` x `side` over the plane. */
  function lattice(reach, side) {
    const step = 2 * reach / side, at = (k) => (k + 0.5) * step - reach;
    return Float64Array.from({ length: 2 * side * side }, (_, i) => at(i % 2 ? Math.floor((i >> 1) / side) : (i >> 1) % side));
  }

  const arrows = (unit, x0, x, { a, b }) => x.map((value, i) => UNITS[unit](x0[i], value, a, b));

  /* The longest of them. */
  function longest(vectors) {
    let most = 0;
    for (let i = 0; i < vectors.length; i += 2) most = Math.max(most, Math.hypot(vectors[i], vectors[i + 1]));
    return most;
  }

  return { lattice, arrows, longest };
})();
