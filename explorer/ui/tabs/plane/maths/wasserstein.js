/* How far one cloud of points is from another: the sliced Wasserstein-2 distance (Bonneel et al. 2015). */
"use strict";
window.wasserstein = (() => {
  /* The points (x, y by turns) along a direction, sorted. */
  function along(points, angle) {
    const c = Math.cos(angle), s = Math.sin(angle), out = new Float64Array(points.length / 2);
    for (let i = 0; i < out.length; i++) out[i] = c * points[2 * i] + s * points[2 * i + 1];
    return out.sort();
  }

  /* The square of W2 of two sorted rows of numbers: the mean of (F^-1(q) - G^-1(q))^2 over the quantiles q. */
  function squared(p, q) {
    let sum = 0;
    for (let i = 0, j = 0, at = 0; i < p.length && j < q.length;) {
      const endP = (i + 1) * q.length, endQ = (j + 1) * p.length, end = Math.min(endP, endQ); // in units of 1 / (p.length q.length)
      sum += (end - at) * (p[i] - q[j]) ** 2;
      at = end;
      if (end === endP) i++;
      if (end === endQ) j++;
    }
    return sum / (p.length * q.length);
  }

  /* The root of the mean of W2^2 over directions that are evenly spaced over half a turn. */
  function sliced(p, q, directions = 64) {
    let sum = 0;
    for (let k = 0; k < directions; k++) {
      const angle = Math.PI * k / directions;
      sum += squared(along(p, angle), along(q, angle));
    }
    return Math.sqrt(sum / directions);
  }

  return { sliced };
})();
