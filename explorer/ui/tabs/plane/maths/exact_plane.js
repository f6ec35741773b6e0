/* The perfect denoiser of points in the plane, as ExactDenoiser is: E[x_0 | x_t] is their mean, weighted by how likely each of
   them became x_t. So is the density of x_t a sum of Gaussians around all of them. Points are x, y, x, y, ... */
"use strict";
window.ExactPlane = (() => {
  const FAR = 60; // e^-60 of the largest weight is nothing

  return class ExactPlane {
    /* points: Float64Array of pairs. */
    constructor(points) { this.points = points; }

    get size() { return this.points.length / 2; }

    /* out <- q(x_0 = point | x_t = (x, y)) for each point. */
    weights(x, y, bar, out = new Float64Array(this.size)) {
      const { points } = this, a = Math.sqrt(bar), half = -0.5 / (1 - bar);
      let most = -Infinity, sum = 0;
      for (let i = 0, j = 0; i < out.length; i++, j += 2) {
        const dx = x - a * points[j], dy = y - a * points[j + 1], logit = half * (dx * dx + dy * dy);
        out[i] = logit;
        if (logit > most) most = logit;
      }
      for (let i = 0; i < out.length; i++) sum += out[i] = out[i] < most - FAR ? 0 : Math.exp(out[i] - most);
      for (let i = 0; i < out.length; i++) out[i] /= sum;
      return out;
    }

    /* E[x_0 | x_t] of each pair in xs. bar: alpha_bar_t, below 1. */
    x0(xs, bar) {
      const { points } = this, out = new Float64Array(xs.length), share = this.share ??= new Float64Array(this.size);
      for (let k = 0; k < xs.length; k += 2) {
        this.weights(xs[k], xs[k + 1], bar, share);
        let x = 0, y = 0;
        for (let i = 0, j = 0; i < share.length; i++, j += 2) { x += share[i] * points[j]; y += share[i] * points[j + 1]; }
        out[k] = x;
        out[k + 1] = y;
      }
      return out;
    }

    /* log q(x_t = (x, y)), in nats. */
    logDensity(x, y, bar) {
      const { points } = this, a = Math.sqrt(bar), left = 1 - bar, half = -0.5 / left;
      let most = -Infinity, sum = 0;
      const logits = Float64Array.from({ length: this.size }, (_, i) => half * ((x - a * points[2 * i]) ** 2 + (y - a * points[2 * i + 1]) ** 2));
      for (const logit of logits) most = Math.max(most, logit);
      for (const logit of logits) sum += Math.exp(logit - most);
      return most + Math.log(sum / this.size) - Math.log(2 * Math.PI * left);
    }

    /* q(x_t) at the middles of `cells` x `cells` squares of [-reach, reach]^2, row by row from the top, and `blur` more noise of
       that standard deviation: a cloud of points has no density. A Gaussian is a product of two, one along each axis, and only
       as wide as four standard deviations. Also its marginals along x and y. */
    density(bar, reach, cells, blur = 0) {
      const { points, size } = this, a = Math.sqrt(bar), std = Math.hypot(Math.sqrt(1 - bar), blur), cell = 2 * reach / cells;
      const out = new Float32Array(cells * cells), across = new Float64Array(cells), up = new Float64Array(cells);
      const along = [new Float64Array(cells), new Float64Array(cells)], wide = 4 * std, factor = 1 / (Math.sqrt(2 * Math.PI) * std);
      const range = (middle) => [Math.max(0, Math.ceil((middle - wide + reach) / cell - 0.5)), Math.min(cells - 1, Math.floor((middle + wide + reach) / cell - 0.5))];
      for (let j = 0; j < 2 * size; j += 2) {
        const x = a * points[j], y = a * points[j + 1], [left, right] = range(x), [low, high] = range(y);
        const one = (middle, k) => factor * Math.exp(-0.5 * (((k + 0.5) * cell - reach - middle) / std) ** 2);
        for (let k = left; k <= right; k++) along[0][k] += across[k] = one(x, k);
        for (let k = low; k <= high; k++) along[1][k] += up[k] = one(y, k);
        for (let row = low; row <= high; row++) {
          const share = up[row], place = (cells - 1 - row) * cells;
          for (let k = left; k <= right; k++) out[place + k] += share * across[k];
        }
      }
      for (let i = 0; i < out.length; i++) out[i] /= size;
      for (const line of along) for (let k = 0; k < cells; k++) line[k] /= size;
      return { density: out, along };
    }
  };
})();
