/* A reverse chain put together again from what the network said, on the server (chains/packets.py) or here (walks.js).
   Arrays are Float32Array of all samples, one after the other, each channel after channel. */
"use strict";
// needs: explorer.js, normal.js
window.chains = (() => {
  const { COLUMNS } = window.constants; // of each step
  const STONE_EVERY = 25;
  const GAP = 2; // between samples, in pixels
  const LEVELS = 32767; // on either side of 0, of what is kept of a step

  class Chain {
    /* From a chain's first packet. */
    constructor({ run, times, shape, seeds, start, about, on, plan }) {
      const [channels, size] = shape, one = channels * size * size;
      Object.assign(this, { run, times, total: times.length - 1, channels, size, one, about, on, plan, seeds: seeds.map(Number), steps: [], done: false, rate: 0 });
      this.last = new Int16Array(one * seeds.length);
      this.x = start ? window.explorer.decode(start, Float32Array) : this.noise(window.normal.START, 0);
      this.stones = [this.x.slice()];
    }

    /* The standard normal noise of all seeds. */
    noise(stream, t) {
      const out = new Float32Array(this.one * this.seeds.length);
      this.seeds.forEach((seed, i) => out.set(window.normal.standardNormal(this.one, seed, stream, t), i * this.one));
      return out;
    }

    /* Take a packet; call only after the one before has been taken. */
    async take(packet) {
      const numbers = window.explorer.decode(packet.numbers, Float64Array);
      const inflated = new Response(window.explorer.decode(packet.x0)).body.pipeThrough(new DecompressionStream("deflate"));
      const bytes = new Uint8Array(await new Response(inflated).arrayBuffer()), half = bytes.length / 2;
      let place = 0;
      const next = (unit) => { // the ints of the next array, which follow from those before
        const now = new Int16Array(this.last.length);
        for (let i = 0; i < now.length; i++, place++) now[i] = this.last[i] + (bytes[place] | (bytes[half + place] << 8));
        this.last = now;
        return { ints: now, unit };
      };
      for (let i = 0; i < numbers.length; i += COLUMNS.length) {
        const step = Object.fromEntries(COLUMNS.map((name, k) => [name, numbers[i + k]]));
        step.x0 = next(step.unit);
        if (step.extraUnit) step.extra = next(step.extraUnit);
        if (step.halfUnit) step.halves = [next(step.halfUnit), next(step.halfUnit)]; // without the label, with it
        this.push(step);
      }
      this.rate = packet.rate;
      if (packet.final) this.finish(window.explorer.decode(packet.final));
    }

    push(step) {
      this.steps.push(step);
      this.x = this.advance(this.x, step).xS;
      if (this.steps.length % STONE_EVERY === 0) this.stones.push(this.x.slice());
    }

    /* Take a step that this device has walked, of walks.js, in its turn; bars and updates are the plan's, decoded. */
    add({ k, x0, extra, halves }, { bars, updates }) {
      const [cX0, cEps, cXt, std] = updates.subarray(6 * k), { clip } = this.plan;
      const step = { t: this.times[k], s: this.times[k + 1], barT: bars[k], barS: bars[k + 1], cX0, cEps, cXt, std };
      step.clipped = clip ? x0.reduce((sum, value) => sum + (Math.abs(value) === clip), 0) / x0.length : 0;
      step.x0 = rounded(x0, clip);
      if (extra) step.extra = rounded(extra);
      if (halves) Object.assign(step, { halfUnit: 1 / LEVELS, halves: halves.map((half) => rounded(half, 1)) });
      this.push(step);
    }

    /* The pictures as they are, to the last grey level, Uint8Array. */
    finish(final) {
      Object.assign(this, { done: true, final, end: Float32Array.from(final, (grey) => grey / 127.5 - 1) });
    }

    /* Everything of one step, from x_t: the sampler's equation, term by term. */
    advance(xT, step) {
      const { barT, cX0, cEps, cXt, std, s, t } = step, n = xT.length;
      const x0 = new Float32Array(n), eps = new Float32Array(n), mean = new Float32Array(n), xS = new Float32Array(n);
      const a = Math.sqrt(barT), b = Math.sqrt(1 - barT), sigma = s > 0 ? std : 0;
      const z = sigma ? this.noise(window.normal.AT, t) : null;
      for (let i = 0; i < n; i++) {
        x0[i] = step.x0.ints[i] * step.x0.unit;
        eps[i] = b && (xT[i] - a * x0[i]) / b; // there may be times without noise
        mean[i] = cX0 * x0[i] + cEps * eps[i] + cXt * xT[i] + (step.extra ? step.extra.ints[i] * step.extra.unit : 0);
        xS[i] = z ? mean[i] + sigma * z[i] : mean[i];
      }
      return { xT, x0, eps, mean, z, sigma, xS };
    }

    /* Step k = 0, 1, ... with all its arrays; at the end (k = number of steps) only xT. */
    at(k) {
      if (this.memo?.k === k) return this.memo;
      let from = Math.min(Math.floor(k / STONE_EVERY), this.stones.length - 1) * STONE_EVERY, x = this.stones[from / STONE_EVERY];
      if (this.memo && this.memo.k < k && this.memo.k >= from) { from = this.memo.k; x = this.memo.xT; }
      for (; from < k; from++) x = this.advance(x, this.steps[from]).xS;
      const step = this.steps[k];
      this.memo = step ? { k, ...step, ...this.advance(x, step) } : { k, t: 0, xT: this.end ?? x, x0: this.end ?? x };
      return this.memo;
    }

    /* The last state that is there: of a finished chain the picture, after its last step. */
    get newest() { return this.done ? this.steps.length : this.steps.length - 1; }

    timeOf(k) { return this.times[k]; }

    /* Which state the chain is in at time t: the last one that is not before it. */
    indexAt(t) {
      let k = 0;
      while (k < this.newest && this.timeOf(k + 1) >= t) k++;
      return k;
    }

    /* The part of an array that belongs to sample i. */
    sample(array, i) { return array.subarray(i * this.one, (i + 1) * this.one); }
  }

  /* An array in steps of a unit; `most`: how far it may go, if that is known. */
  function rounded(values, most = 0) {
    const unit = (most || values.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9)) / LEVELS;
    return { ints: Int16Array.from(values, (value) => Math.round(value / unit)), unit };
  }

  /* Values in [-1, 1] as grey levels, as images.to_uint8 rounds them. */
  function greys(x) {
    return Uint8ClampedArray.from(x, (value) => { // which rounds halves to even, as NumPy does
      return Math.fround(Math.fround(value + 1) * 127.5);
    });
  }

  /* How the painter lays out so many samples, in pixels of its canvas: from one to the next it is `pitch`. */
  function grid(size, count) {
    const columns = Math.ceil(Math.sqrt(count)), pitch = size + GAP;
    return { columns, pitch, width: columns * pitch - GAP, height: Math.ceil(count / columns) * pitch - GAP };
  }

  /* A function that shows samples of a chain side by side on a canvas: values from -limit to limit, black to white. */
  function painter(canvas) {
    const context = canvas.getContext("2d");
    return (chain, array, limit = 1) => {
      const { one, size, channels } = chain, count = array.length / one, n = size * size;
      const { columns, pitch, width, height } = grid(size, count);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      if (count % columns) context.clearRect(0, 0, width, height); // fewer samples than there were
      for (let k = 0; k < count; k++) {
        const image = new ImageData(size, size), rgba = image.data;
        for (let p = 0, j = 0; p < n; p++, j += 4) {
          for (let c = 0; c < 3; c++) rgba[j + c] = 127.5 * (array[k * one + (channels === 3 ? c * n : 0) + p] / limit + 1);
          rgba[j + 3] = 255;
        }
        context.putImageData(image, (k % columns) * pitch, Math.floor(k / columns) * pitch);
      }
    };
  }

  return { Chain, painter, grid, greys };
})();
