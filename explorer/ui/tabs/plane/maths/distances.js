/* How far a chain has come: to fresh points of the same set, and to the nearest of those that were learned. */
"use strict";
// needs: wasserstein.js
window.distances = (() => {
  /* The mean distance of xs to the nearest of `points`. */
  function nearest(xs, points) {
    let sum = 0;
    for (let i = 0; i < xs.length; i += 2) {
      let least = Infinity;
      for (let j = 0; j < points.length; j += 2) least = Math.min(least, (xs[i] - points[j]) ** 2 + (xs[i + 1] - points[j + 1]) ** 2);
      sum += Math.sqrt(least);
    }
    return 2 * sum / xs.length;
  }

  /* x: where particles have ended; points: what was learned; fresh, other: two clouds of new ones, as many as x. `floor` and
     `freshNear` are what the distance and the nearness of `x` would be, were it new points, too. */
  return ({ x, points, fresh, other }) => ({
    distance: window.wasserstein.sliced(x, fresh), floor: window.wasserstein.sliced(other, fresh),
    near: nearest(x, points), freshNear: nearest(fresh, points),
  });
})();
