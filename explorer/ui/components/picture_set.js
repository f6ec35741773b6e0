/* A finite set of pictures, and what is exactly right over it: E[x_0 | x_t] is the mean of its pictures, each weighted by
   how likely it is to have become x_t; see ExactDenoiser in diffusion/denoiser.py. */
"use strict";
// needs: explorer.js
window.PictureSet = class PictureSet {
  /* pictures: Float32Arrays of `one` numbers, channel after channel. */
  constructor(pictures, one) {
    Object.assign(this, { pictures, one, norms: pictures.map((d) => PictureSet.dot(d, d)) });
  }

  /* From {shape: (N, H, W, C), pictures: zlib of their grey levels}, see picture_set.py. */
  static async read({ shape: [count, size, , channels], pictures }) {
    const inflated = new Blob([window.explorer.decode(pictures)]).stream().pipeThrough(new DecompressionStream("deflate"));
    const grey = new Uint8Array(await new Response(inflated).arrayBuffer()), n = size * size, one = channels * n;
    return new PictureSet(Array.from({ length: count }, (_, i) => {
      const picture = new Float32Array(one);
      for (let p = 0; p < n; p++) for (let c = 0; c < channels; c++) picture[c * n + p] = grey[i * one + p * channels + c] / 127.5 - 1;
      return picture;
    }), one);
  }

  static dot(a, b) {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  /* The weight of each picture: a softmax of -|x_t - a d|^2 / 2 (1 - a^2), without |x_t|^2, which all share. */
  weights(x, bar) {
    const a = Math.sqrt(bar), logits = this.pictures.map((d, i) => (a * PictureSet.dot(x, d) - bar / 2 * this.norms[i]) / (1 - bar));
    const top = Math.max(...logits), likely = logits.map((logit) => Math.exp(logit - top)), total = likely.reduce((sum, w) => sum + w, 0);
    return likely.map((w) => w / total);
  }

  /* The pictures' mean with these weights. */
  mean(weights) {
    const mean = new Float32Array(this.one);
    weights.forEach((weight, k) => {
      if (weight > 1e-9) for (let p = 0; p < this.one; p++) mean[p] += weight * this.pictures[k][p];
    });
    return mean;
  }
};
