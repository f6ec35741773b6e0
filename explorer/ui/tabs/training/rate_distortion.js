/* Ho et al. 2020, section 4.3: what is known of a picture after so many bits, on the way back from noise. */
"use strict";
// needs: explorer.js, plotting.js, strata.js
window.rateDistortion = (() => {
  const HALF = 127.5; // grey levels that a difference of 1 has

  /* Where `parts` of the chain (strata.js) cost bits[t] a step, and x0_hat is wrong by errors[t] on the mean: after the parts
     that come before, {rate: bits a value so far, distortion: root of the mean square in grey levels, t}, from noise on. */
  function curve({ parts, errors }, bits) {
    let rate = bits.get(null);
    const points = [], mean = (times, of) => times.reduce((sum, t) => sum + of.get(t), 0) / times.length;
    for (const part of [...parts].reverse()) {
      points.push({ rate, distortion: HALF * Math.sqrt(mean(part.times, errors)), t: part.high });
      rate += window.strata.size(part) * mean(part.times, bits);
    }
    return [...points, { rate, distortion: HALF * Math.sqrt(errors.get(1)), t: 1 }];
  }

  function figure(found, variance, words) {
    const points = curve(found, found.bits[variance]), colour = window.explorer.colour("network");
    const trace = { x: points.map(({ rate }) => rate), y: points.map(({ distortion }) => distortion), text: points.map(({ t }) => `t = ${t}`), mode: "lines+markers", hovertemplate: "%{text}: %{x:.3f}, %{y:.1f}<extra></extra>", line: { color: colour }, marker: { color: colour, size: 5 } };
    const layout = { margin: window.plotting.room(), xaxis: { title: { text: words.rate }, rangemode: "tozero" }, yaxis: { title: { text: words.distortion, standoff: 8 }, rangemode: "tozero" } };
    return { data: [trace], layout };
  }

  return { curve, figure };
})();
