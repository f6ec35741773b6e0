/* SHA-256 (FIPS 180-4) of an ArrayBuffer, in hexadecimal. Browsers have it only in pages that came safely: not over
   plain http from a lecturer's laptop, say. */
"use strict";
self.sha256 = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
  const K = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
  const turn = (x, by) => (x >>> by) | (x << (32 - by));

  function plain(buffer) {
    const bytes = new Uint8Array(buffer), blocks = (bytes.length + 72) >> 6, padded = new Uint8Array(64 * blocks);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer), w = new Int32Array(64), state = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, bytes.length << 3);
    for (let block = 0; block < padded.length; block += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
    }
    return hex(state, (word) => (word >>> 0).toString(16).padStart(8, "0"));
  }

  const hex = (values, one) => Array.from(values, one).join("");

  return async (buffer) => (self.crypto?.subtle
    ? hex(new Uint8Array(await self.crypto.subtle.digest("SHA-256", buffer)), (byte) => byte.toString(16).padStart(2, "0"))
    : plain(buffer));
})();
