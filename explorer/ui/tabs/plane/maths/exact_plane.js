/* The perfect denoiser of points in the plane, as ExactDenoiser is: E[x_0 | x_t] is their mean, weighted by how likely each of
   them became x_t. So is the density of x_t a sum of Gaussians around all of them. Points are x, y, x, y, ... */
"use strict";
window.ExactPlane = (() => {
  const FAR = 60; // e^-60 of the largest weight is nothing

  return class ExactPlane {
    #classes = [];

    /* points: Float64Array of pairs; labels: their classes, 0 or 1. */
    constructor(points, labels = new Uint8Array(points.length / 2)) { Object.assign(this, { points, labels }); }

    get size() { return this.points.length / 2; }

    /* The same with the points of one class alone: made once, for it is asked for in each frame. */
    only(label) { return (this.#classes[label] ??= this.#of(label)); }

    #of(label) {
      const kept = [...this.labels.keys()].filter((i) => this.labels[i] === label);
      return new ExactPlane(Float64Array.from(kept.flatMap((i) => [this.points[2 * i], this.points[2 * i + 1]])), Uint8Array.from(kept, () => label));
    }

    /* A function (xs, bar) -> E[x_0 | x_t, label], and beyond it by guidance (Ho & Salimans 2022), as prediction.guided has it.
       label: null for all points. */
    guided(label, guidance) {
      const one = label === null || guidance === 0 ? this : this.only(label);
      if (label === null || guidance === 0 || guidance === 1) return (xs, bar) => one.x0(xs, bar);
      return (xs, bar) => {
        const without = this.x0(xs, bar), within = one.x0(xs, bar);
        return without.map((value, i) => value + guidance * (within[i] - value));
      };
    }

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

    /* Of each point a Gaussian along x and along y, as wide as x_t is and `blur` more, at the middles of `cells` parts of
       [-reach, reach]: each(across, up, from, to) gets both lines and where either is not nothing, four standard deviations. */
    #gaussians(bar, reach, cells, blur, each) {
      const { points } = this, a = Math.sqrt(bar), std = Math.hypot(Math.sqrt(1 - bar), blur), cell = 2 * reach / cells, factor = 1 / (Math.sqrt(2 * Math.PI) * std);
      const lines = [new Float64Array(cells), new Float64Array(cells)], from = [0, 0], to = [0, 0];
      for (let j = 0; j < points.length; j += 2) {
        for (let axis = 0; axis < 2; axis++) {
          const middle = (a * points[j + axis] + reach) / cell - 0.5, wide = 4 * std / cell, line = lines[axis];
          from[axis] = Math.max(0, Math.ceil(middle - wide));
          to[axis] = Math.min(cells - 1, Math.floor(middle + wide));
          for (let k = from[axis]; k <= to[axis]; k++) line[k] = factor * Math.exp(-0.5 * ((k - middle) * cell / std) ** 2);
        }
        each(lines, from, to);
      }
    }

    /* q(x_t) along x and along y, and `blur` more noise of that standard deviation: a cloud of points has no density. */
    marginals(bar, reach, cells, blur = 0) {
      const along = [new Float64Array(cells), new Float64Array(cells)], { size } = this;
      this.#gaussians(bar, reach, cells, blur, (lines, from, to) => {
        for (let axis = 0; axis < 2; axis++) for (let k = from[axis]; k <= to[axis]; k++) along[axis][k] += lines[axis][k] / size;
      });
      return along;
    }

    /* q(x_t) at the middles of `cells` x `cells` squares, row by row from the top: a Gaussian is a product of two. */
    density(bar, reach, cells, blur = 0) {
      const out = new Float32Array(cells * cells), { size } = this;
      this.#gaussians(bar, reach, cells, blur, ([across, up], [left, low], [right, high]) => {
        for (let row = low; row <= high; row++) {
          const share = up[row] / size, place = (cells - 1 - row) * cells;
          for (let k = left; k <= right; k++) out[place + k] += share * across[k];
        }
      });
      return out;
    }
  };
})();
