/* Sets of points in the plane, each of two halves. A set is drawn from its seed; another seed draws others of the same kind.
   Each is centred, and scaled by numbers of the distribution, not of the sample, to a variance of 1 as the mean of both axes. */
// needs: normal.js
"use strict";
window.sets = (() => {
  const TAU = 2 * Math.PI, { sqrt, sin, cos, floor } = Math;
  const MOON_NOISE = 0.07, MOON = 1 / sqrt((3 / 4 + 9 / 16 - 1 / Math.PI) / 2 + MOON_NOISE ** 2); // the variances of x and y
  const RING_NOISE = 0.08, OUTER = sqrt((4 - 4 * RING_NOISE ** 2) / (1 + 0.45 ** 2)); // (r_1^2 + r_2^2) / 4 + noise^2 = 1
  const ARM_NOISE = 0.06, ARM = sqrt(6 * (1 - ARM_NOISE ** 2)); // the mean of (r u)^2 / 2 is r^2 / 6
  const BOARD = sqrt(3), SQUARES = 4; // uniform between -sqrt(3) and sqrt(3): of variance 1

  /* Gaussians at side x side places; their places have the variance step^2 (side^2 - 1) / 12 along each axis. */
  const gaussians = (side, noise) => {
    const step = sqrt((1 - noise ** 2) * 12 / (side * side - 1));
    return (u, v, w, z1, z2) => {
      const i = floor(u * side), j = floor(v * side), middle = (side - 1) / 2;
      return [(i - middle) * step + noise * z1, (j - middle) * step + noise * z2, (i + j) % 2];
    };
  };

  /* A point and its label, of three uniform and two normal numbers. */
  const SETS = {
    moons: (u, v, w, z1, z2) => {
      const label = u < 0.5 ? 0 : 1, angle = Math.PI * v, side = label ? -1 : 1;
      const x = side * (cos(angle) - 0.5) + MOON_NOISE * z1, y = side * (sin(angle) - 0.25) + MOON_NOISE * z2;
      return [MOON * x, MOON * y, label];
    },
    rings: (u, v, w, z1, z2) => {
      const label = u < 0.5 ? 0 : 1, r = label ? OUTER : 0.45 * OUTER, angle = TAU * v;
      return [r * cos(angle) + RING_NOISE * z1, r * sin(angle) + RING_NOISE * z2, label];
    },
    spiral: (u, v, w, z1, z2) => {
      const label = u < 0.5 ? 0 : 1, r = ARM * v, angle = 1.25 * TAU * v + Math.PI * label;
      return [r * cos(angle) + ARM_NOISE * z1, r * sin(angle) + ARM_NOISE * z2, label];
    },
    checkerboard: (u, v, w) => {
      const row = floor(u * SQUARES), place = v * SQUARES / 2, col = 2 * floor(place) + row % 2;
      const x = (col + place % 1) / SQUARES, y = (row + w) / SQUARES;
      return [BOARD * (2 * x - 1), BOARD * (2 * y - 1), row % 2];
    },
    grid: gaussians(3, 0.15),
  };

  /* count points of the set `name`, x and y by turns, and their labels. */
  function make(name, count, seed) {
    const points = new Float64Array(2 * count), labels = new Uint8Array(count);
    const u = normal.uniforms(3 * count, seed, normal.CHOICE, 0, 1), z = normal.standardNormal(2 * count, seed, normal.CHOICE, 0);
    for (let i = 0; i < count; i++) {
      [points[2 * i], points[2 * i + 1], labels[i]] = SETS[name](u[3 * i], u[3 * i + 1], u[3 * i + 2], z[2 * i], z[2 * i + 1]);
    }
    return { points, labels };
  }

  return { NAMES: Object.keys(SETS), make };
})();
