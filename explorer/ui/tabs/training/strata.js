/* Which t a bound is estimated from, and the estimate: as diffusion/bound_sum.py has them. */
"use strict";
// needs: normal.js
window.strata = (() => {
  const { standardNormal, CHOICE } = window.normal;

  /* The times 2..T in count / 2 strata, wider where t is larger: {low, high, times}, two of each, chosen by the seed. */
  function choose(T, count, seed) {
    if (count >= T - 1) return Array.from({ length: T - 1 }, (_, k) => ({ low: k + 2, high: k + 2, times: [k + 2] }));
    const parts = Math.floor(count / 2), made = [];
    for (let low = 2, left = parts; left; left--) {
      const wide = left > 1 ? Math.round(low * ((T + 1) / low) ** (1 / left)) : T + 1;
      const high = Math.min(Math.max(wide, low + 2), T + 1 - 2 * (left - 1)) - 1;
      const luck = standardNormal(high - low + 1, seed, CHOICE, low); // the two luckiest are any two
      const places = [...luck.keys()].sort((a, b) => luck[b] - luck[a]).slice(0, 2).sort((a, b) => a - b);
      made.push({ low, high, times: places.map((place) => low + place) });
      low = high + 1;
    }
    return made;
  }

  const size = ({ low, high }) => high - low + 1;

  /* {total, error} from bits, a Map of t -> bits, with null for L_T and 1 for L_0. */
  function estimate(chosen, bits) {
    let total = bits.get(null) + bits.get(1), variance = 0;
    for (const part of chosen) {
      const looks = part.times.map((t) => bits.get(t)), m = size(part);
      total += m * looks.reduce((a, b) => a + b) / looks.length;
      if (looks.length < m) variance += m * m * (1 - 2 / m) * (looks[0] - looks[1]) ** 2 / 4;
    }
    return { total, error: Math.sqrt(variance) };
  }

  return { choose, size, estimate };
})();
