/* A small network that answers a point of the plane and a time with two numbers, and how it learns, in float64:
     h_0 = features of x and of t,   h_{l+1} = silu(h_l W_l + b_l),   and the answer is the last layer's h W + b without silu,
   where silu(z) = z s and s = 1 / (1 + exp(-z)). */
// needs: normal.js, matmul.js
"use strict";
window.mlp = (() => {
  const AXES = 2, PLACE = 6, WAVE = 2; // how many numbers say where a point is; the waves among them have a length of pi
  const BUMPS = 6, OUTERMOST = 8, BOUND = 10; // of log-SNR, beyond whose bound all times are as noisy, or as clean
  const WIDTH = 40, HIDDEN = 4; // deep and narrow learns the moons in fewer steps than wide and shallow at the same price
  const CHUNK = 64; // of a batch: with its layers it fits into the memory nearest to the processor
  const BETA_1 = 0.9, BETA_2 = 0.999, TINY = 1e-8; // of Adam (Kingma & Ba 2015)
  const BORN = 2; // the slot of a seed's noise in which are the first weights; a learner's draws are in 0 and 1
  const DECAY = 0.999, FAINT = 0.01; // of the averaged weights; the first answers are near 0

  /* What the network is told of a point, from h[at] on. With waves of x and y it sees fine shapes sooner, as the arms of a spiral
     (Tancik et al. 2020). */
  function tell(h, at, x, y) {
    h[at] = x; h[at + 1] = y;
    h[at + 2] = Math.sin(WAVE * x); h[at + 3] = Math.cos(WAVE * x);
    h[at + 4] = Math.sin(WAVE * y); h[at + 5] = Math.cos(WAVE * y);
  }

  /* What it is told of each time 0..T: bumps of the log-SNR, which says how noisy x is under whatever schedule, and
     spreads the times of little noise, where the answer changes fastest, as t / T does not. */
  function timeFeatures(alphaBar) {
    const out = new Float64Array(alphaBar.length * BUMPS), apart = 2 * OUTERMOST / (BUMPS - 1);
    alphaBar.forEach((share, t) => {
      const logSnr = Math.max(-BOUND, Math.min(BOUND, Math.log(share / (1 - share))));
      for (let k = 0; k < BUMPS; k++) out[t * BUMPS + k] = 1.5 * Math.exp(-0.5 * ((logSnr + OUTERMOST) / apart - k) ** 2);
    });
    return out;
  }

  class Mlp {
    /* alphaBar (T+1) says how noisy each time is; the first weights belong to the seed. `width` is a multiple of 4. */
    constructor({ alphaBar, width = WIDTH, hidden = HIDDEN, decay = DECAY, seed }) {
      if (width % 4) throw new RangeError(`A width is a multiple of 4, not ${width}.`); // as matmul asks
      this.times = timeFeatures(alphaBar);
      this.sizes = [PLACE + BUMPS, ...new Array(hidden).fill(width), AXES];
      this.decay = decay;
      this.updates = 0;
      const count = this.sizes.reduce((sum, size, l) => sum + (l && (this.sizes[l - 1] + 1) * size), 0);
      for (const name of ["weights", "average", "gradient", "m", "v"]) this[name] = new Float64Array(count);
      this.layers = this.views(this.weights);
      this.averaged = this.views(this.average);
      this.slopes = this.views(this.gradient);
      for (const name of ["h", "s", "dh"]) this[name] = this.sizes.map((size) => new Float64Array(CHUNK * size)); // of a chunk
      this.layers.forEach(({ W, rows }, l) => {
        const z = normal.standardNormal(W.length, seed, normal.TRAIN, l, BORN), scale = (l < hidden ? 1 : FAINT) / Math.sqrt(rows);
        for (let i = 0; i < W.length; i++) W[i] = scale * z[i];
      });
      this.average.set(this.weights);
    }

    /* W of each layer, with a row for each input, and b, where `all` holds them. */
    views(all) {
      let at = 0;
      return this.sizes.slice(1).map((cols, l) => {
        const rows = this.sizes[l], W = all.subarray(at, at += rows * cols), b = all.subarray(at, at += cols);
        return { W, b, rows, cols };
      });
    }

    /* A layer for a chunk, of the first `rows` of its inputs: z = h W + b, and h = silu(z) unless it is the last. */
    forward(l, { W, b, rows, cols }) {
      const { sizes } = this, h = this.h[l], z = this.h[l + 1], s = this.s[l + 1];
      for (let at = 0; at < z.length; at += cols) z.set(b, at);
      matmul(z, h, W, CHUNK, rows, cols, sizes[l], 1, cols, 1, true);
      if (l === sizes.length - 2) return;
      for (let i = 0; i < z.length; i++) {
        s[i] = 1 / (1 + Math.exp(-z[i]));
        z[i] *= s[i];
      }
    }

    /* And back, from the loss's gradient dh by what the layer says: dz = dh silu'(z) with silu' = s + silu (1 - s);
       then dW += h^T dz, db += dz, and dh = dz W^T of the layer before. */
    backward(l, { W, rows, cols }) {
      const { sizes, dh } = this, h = this.h[l], silu = this.h[l + 1], s = this.s[l + 1], dz = dh[l + 1], slope = this.slopes[l];
      if (l < sizes.length - 2) for (let i = 0; i < dz.length; i++) dz[i] *= s[i] + silu[i] * (1 - s[i]);
      matmul(slope.W, h, dz, rows, CHUNK, cols, 1, rows, cols, 1, true);
      for (let i = 0; i < dz.length;) for (let c = 0; c < cols; c++) slope.b[c] += dz[i++];
      if (l > 0) matmul(dh[l], dz, W, CHUNK, cols, rows, cols, 1, 1, cols, false);
    }

    /* The mean of (target - answer to (x, t))^2 per number, with a time for each point; and its gradient. The points are as many
       as a multiple of CHUNK. */
    loss(x, t, target) {
      const { h, dh, layers, times } = this, last = layers.length, [inputs] = this.sizes;
      let sum = 0;
      this.gradient.fill(0);
      for (let from = 0; from < t.length; from += CHUNK) {
        for (let n = 0; n < CHUNK; n++) {
          const at = n * inputs, i = AXES * (from + n), time = BUMPS * t[from + n];
          tell(h[0], at, x[i], x[i + 1]);
          for (let k = 0; k < BUMPS; k++) h[0][at + PLACE + k] = times[time + k];
        }
        for (let l = 0; l < last; l++) this.forward(l, layers[l]);
        for (let i = 0; i < AXES * CHUNK; i++) {
          const error = h[last][i] - target[AXES * from + i];
          sum += error * error;
          dh[last][i] = 2 * error / target.length;
        }
        for (let l = last - 1; l >= 0; l--) this.backward(l, layers[l]);
      }
      return sum / target.length;
    }

    /* Adam's step down the gradient, and the average of the weights, which at the beginning forgets sooner. */
    update(rate) {
      const { weights, average, gradient, m, v } = this, n = ++this.updates;
      const step = rate / (1 - BETA_1 ** n), unbiased = 1 / (1 - BETA_2 ** n);
      const keep = Math.min(this.decay, (1 + n) / (10 + n));
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i];
        m[i] += (1 - BETA_1) * (g - m[i]);
        v[i] += (1 - BETA_2) * (g * g - v[i]);
        weights[i] -= step * m[i] / (Math.sqrt(v[i] * unbiased) + TINY);
        average[i] += (1 - keep) * (weights[i] - average[i]);
      }
    }

    /* What the averaged weights answer to any number of points at one time, in `out`. The time's part of the first layer is the
       same for all of them: it joins b. */
    answer(x, t, out = new Float64Array(x.length)) {
      const { h, averaged, times } = this, last = averaged.length, [inputs, cols] = this.sizes, { W, b } = averaged[0];
      const withTime = b.map((sum, c) => {
        for (let k = 0; k < BUMPS; k++) sum += times[BUMPS * t + k] * W[(PLACE + k) * cols + c];
        return sum;
      });
      const first = { W, b: withTime, rows: PLACE, cols };
      for (let from = 0; from < x.length; from += AXES * CHUNK) {
        const numbers = Math.min(AXES * CHUNK, x.length - from);
        for (let i = 0; i < numbers; i += AXES) tell(h[0], i / AXES * inputs, x[from + i], x[from + i + 1]);
        for (let l = 0; l < last; l++) this.forward(l, l ? averaged[l] : first);
        for (let i = 0; i < numbers; i++) out[from + i] = h[last][i];
      }
      return out;
    }
  }

  return { CHUNK, Mlp };
})();
