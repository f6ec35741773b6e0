/* What the browser computes from a picture and noise: x_t and its histogram, the chain of single steps, averages.
   All arrays are Float32Array of 3 square channels, one after the other, in [-1, 1] where they are pictures. */
"use strict";
// needs: normal.js
window.noising = (() => {
  const { standardNormal, AT } = window.normal;

  /* out <- a x_0 + b eps. */
  function mix(out, x0, eps, a, b) {
    for (let i = 0; i < out.length; i++) out[i] = a * x0[i] + b * eps[i];
  }

  /* pixels <- the grey levels of a x_0 + b eps, rounded and clipped; each a 32-bit word of A, B, G, R.
     In one pass, without mix: at 256 x 256 this is what a frame's time goes into. */
  function show(pixels, x0, eps, a, b) {
    const n = pixels.length, signal = 127.5 * a, noise = 127.5 * b;
    const level = (k) => Math.min(Math.max(signal * x0[k] + noise * eps[k] + 128, 0), 255.5) | 0;
    for (let p = 0; p < n; p++) pixels[p] = 0xff000000 | (level(p + 2 * n) << 16) | (level(p + n) << 8) | level(p);
  }

  /* The values of rgba, alpha left out. */
  function values(rgba) {
    const n = rgba.length / 4, x = new Float32Array(3 * n);
    for (let p = 0, j = 0; p < n; p++, j += 4) {
      for (let c = 0; c < 3; c++) x[p + c * n] = rgba[j + c] / 127.5 - 1;
    }
    return x;
  }

  /* Bins from about -4 to 4, each of 12 grey levels, so that a clean picture fills them evenly. */
  const BINS = 85, PER_BIN = 12, FIRST = -384.5;
  const edge = (bin) => (FIRST + PER_BIN * bin) / 127.5 - 1;

  /* counts <- how many values of x lie in each bin. */
  function histogram(counts, x) {
    counts.fill(0);
    for (let i = 0; i < x.length; i++) {
      const bin = (127.5 * (x[i] + 1) - FIRST) / PER_BIN;
      if (bin >= 0 && bin < BINS) counts[bin | 0]++;
    }
  }

  /* The chain q(x_t | x_{t-1}) from x_0 with the noise of (seed, t), as Noise([seed]).at(t) gives it in Python.
     `scaled` false leaves out the factor sqrt(1 - beta_t). Some states are kept, so that going back is quick. */
  const KEEP_EVERY = 25;
  class Walk {
    constructor(x0, beta, seed, scaled = true) {
      Object.assign(this, { beta, seed, scaled, t: 0, x: x0.slice(), kept: [x0.slice()] });
    }

    /* Walk towards t for about `budget` milliseconds. */
    to(t, budget = Infinity) {
      const end = performance.now() + budget;
      const stone = Math.min(Math.floor(t / KEEP_EVERY), this.kept.length - 1);
      if (t < this.t || stone * KEEP_EVERY > this.t) {
        this.t = stone * KEEP_EVERY;
        this.x.set(this.kept[stone]);
      }
      while (this.t < t && performance.now() < end) this.step();
    }

    step() {
      const { x } = this, beta = this.beta[++this.t], keep = this.scaled ? Math.sqrt(1 - beta) : 1;
      mix(x, x, standardNormal(x.length, this.seed, AT, this.t), keep, Math.sqrt(beta));
      if (this.t === this.kept.length * KEEP_EVERY) this.kept.push(x.slice());
    }
  }

  function moments(x) {
    let sum = 0, squares = 0;
    for (const value of x) { sum += value; squares += value * value; }
    const mean = sum / x.length;
    return { mean, variance: squares / x.length - mean * mean };
  }

  /* Each channel averaged over squares, down to `to` pixels a side. Where they do not end between two pixels, a pixel
     counts for as much of it as lies in the square. */
  function pool(x, to) {
    const size = Math.sqrt(x.length / 3), out = new Float32Array(3 * to * to);
    const narrow = new Float64Array(3 * size * to); // columns first, then rows
    for (let row = 0; row < 3 * size; row++) average(narrow, row * to, 1, to, x, row * size, 1, size);
    for (let c = 0; c < 3; c++) {
      for (let column = 0; column < to; column++) average(out, c * to * to + column, to, to, narrow, c * size * to + column, to, size);
    }
    return out;
  }

  /* A line of x, `size` numbers `step` apart, averaged down to `to` numbers of out, `pace` apart. */
  function average(out, place, pace, to, x, from, step, size) {
    const length = size / to;
    for (let k = 0; k < to; k++) {
      const begin = k * length, end = begin + length;
      let sum = 0;
      for (let i = Math.floor(begin); i < end; i++) sum += x[from + i * step] * (Math.min(i + 1, end) - Math.max(i, begin));
      out[place + k * pace] = sum / length;
    }
  }

  /* Every so many-th pixel of each channel, down to `to` a side: smaller, and as noisy as before. */
  function thin(x, to) {
    const size = Math.sqrt(x.length / 3), skip = size / to;
    return Float32Array.from({ length: 3 * to * to }, (_, k) => x[Math.floor(k / to) * skip * size + (k % to) * skip]);
  }

  /* KL(q(x_t | x_0) || N(0, I)) per dimension in bits, where the mean square of x_0 is `power`. */
  const klBits = (alphaBar, power) => 0.5 * (alphaBar * (power - 1) - Math.log1p(-alphaBar)) / Math.LN2;

  return { BINS, edge, mix, show, values, histogram, Walk, moments, pool, thin, klBits };
})();
