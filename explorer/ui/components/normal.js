/* The noise of a seed, as diffusion/noise.py draws it with NumPy: the same numbers in the browser. */
"use strict";
window.normal = (() => {
  const START = 0, AT = 1, TRAIN = 2, CHOICE = 3; // streams of one seed, as in diffusion/noise.py

  /* Philox 4x64-10 (Salmon et al. 2011): counter [block, slot, stream, t] and key [seed, 0] -> 256 random bits.
     A 64-bit number is two 32-bit halves; `words` takes the result, the lower half first. */
  function philox(words, block, slot, stream, t, seed) {
    let l0 = block, h0 = 0, l1 = slot, h1 = 0, l2 = stream, h2 = 0, l3 = t, h3 = 0;
    let keyLow = seed >>> 0, keyHigh = Math.floor(seed / 4294967296), low1 = 0, high1 = 0;
    for (let round = 0; ; round++) {
      multiply(l0, h0, 0xe14c6c93, 0xd2e7470e);
      const a0 = product[0], a1 = product[1], a2 = product[2], a3 = product[3];
      multiply(l2, h2, 0x95121157, 0xca5a8263);
      l0 = product[2] ^ l1 ^ keyLow; h0 = product[3] ^ h1 ^ keyHigh;
      l2 = a2 ^ l3 ^ low1; h2 = a3 ^ h3 ^ high1;
      l1 = product[0]; h1 = product[1];
      l3 = a0; h3 = a1;
      if (round === 9) break;
      keyHigh = (keyHigh + 0x9e3779b9 + carry(keyLow, 0x7f4a7c15)) | 0; keyLow = (keyLow + 0x7f4a7c15) | 0;
      high1 = (high1 + 0xbb67ae85 + carry(low1, 0x84caa73b)) | 0; low1 = (low1 + 0x84caa73b) | 0;
    }
    words[0] = l0; words[1] = h0; words[2] = l1; words[3] = h1;
    words[4] = l2; words[5] = h2; words[6] = l3; words[7] = h3;
  }

  const carry = (a, b) => ((a >>> 0) + (b >>> 0) > 4294967295 ? 1 : 0);

  /* product <- (64-bit a) * (64-bit b), four 32-bit words from the lowest. */
  const product = new Int32Array(4);
  function multiply(aLow, aHigh, bLow, bHigh) {
    const middle1 = upper(aLow, bLow) + (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bHigh) >>> 0);
    product[0] = Math.imul(aLow, bLow);
    product[1] = middle1;
    const middle2 = Math.floor(middle1 / 4294967296) + upper(aHigh, bLow) + upper(aLow, bHigh) + (Math.imul(aHigh, bHigh) >>> 0);
    product[2] = middle2;
    product[3] = upper(aHigh, bHigh) + Math.floor(middle2 / 4294967296);
  }

  /* The upper 32 bits of the product of two 32-bit numbers. */
  function upper(a, b) {
    const a0 = a & 65535, a1 = a >>> 16, b0 = b & 65535, b1 = b >>> 16;
    const low = a1 * b0 + ((a0 * b0) >>> 16), middle = a0 * b1 + (low & 65535);
    return a1 * b1 + (low >>> 16) + (middle >>> 16);
  }

  /* The ziggurat of 256 layers of equal area under exp(-x^2 / 2) (Marsaglia & Tsang 2000), for 23 random bits. */
  const R = 3.6541528853610088, LAYERS = 256, BITS = 2 ** 23;
  const INVERSE_R = Math.fround(1 / R);
  const width = new Float32Array(LAYERS), inside = new Int32Array(LAYERS), height = new Float32Array(LAYERS);
  {
    const f = (x) => Math.exp(-0.5 * x * x), AREA = 0.00492867323397465524;
    let x = R;
    width[0] = AREA / f(R) / BITS;
    inside[0] = Math.floor(R * f(R) / AREA * BITS);
    height[0] = 1;
    for (let i = LAYERS - 1; i > 0; i--) {
      width[i] = x / BITS;
      height[i] = f(x);
      const next = i > 1 ? Math.sqrt(-2 * Math.log(f(x) + AREA / x)) : 0;
      inside[i] = Math.floor(next / x * BITS);
      x = next;
    }
  }

  /* The first n numbers of diffusion/noise.py's philox(seed, stream, t, slot).random(), each in [0, 1) with 53 bits. */
  function uniforms(n, seed, stream, t, slot = 0) {
    const out = new Float64Array(n), words = new Int32Array(8);
    for (let i = 0; i < n; i++) {
      const at = 2 * (i % 4);
      if (at === 0) philox(words, 1 + i / 4, slot, stream, t, seed);
      out[i] = ((words[at + 1] >>> 0) * 2 ** 21 + (words[at] >>> 11)) / 2 ** 53;
    }
    return out;
  }

  /* The first n numbers of diffusion/noise.py's standard_normal(seed, stream, t, ...), or of another slot: the same, bit by bit. */
  function standardNormal(n, seed, stream, t, slot = 0) {
    const out = new Float32Array(n), words = new Int32Array(8);
    let block = 0, used = 8;
    const bits = () => {
      if (used === 8) { philox(words, ++block, slot, stream, t, seed); used = 0; }
      return words[used++];
    };
    const uniform = () => (bits() >>> 8) / 16777216;
    const exponential = () => Math.fround(Math.log1p(-uniform()));
    for (let i = 0; i < n;) {
      const r = bits(), layer = r & 255, size = r >>> 9;
      const x = Math.fround(r & 256 ? -size * width[layer] : size * width[layer]);
      if (size < inside[layer]) out[i++] = x;
      else if (layer === 0) { // the tail
        let a, b;
        do { a = Math.fround(-exponential() * INVERSE_R); b = -exponential(); } while (b + b <= a * a);
        out[i++] = (size >>> 8) & 1 ? -(Math.fround(R) + a) : Math.fround(R) + a;
      } else if (Math.fround((height[layer - 1] - height[layer]) * uniform() + height[layer]) < Math.exp(-0.5 * x * x)) out[i++] = x;
    }
    return out;
  }

  return { START, AT, TRAIN, CHOICE, uniforms, standardNormal };
})();
