/* A chain that this device walks, for the player. */
"use strict";
// needs: chain.js, walks.js
window.walker = (() => {
  const { explorer, chains, walks } = window;

  /* Walk the chain of a packet with a plan. came() is called after each step, finished(note) at the end, with what there
     is to say of the chain then, and failed(error) if this device cannot go on. Returns a function that stops it. */
  function walk(chain, packet, { came, finished, failed }) {
    const { plan, back } = packet, began = performance.now();
    const table = { bars: explorer.decode(plan.bars, Float64Array), updates: explorer.decode(plan.updates, Float64Array) };
    let stopped = false;
    const { ended, stop } = walks.walk(packet, chain.x, (step) => {
      if (stopped) return;
      chain.add(step, table);
      chain.rate = 1000 * chain.steps.length / (performance.now() - began);
      came();
    });
    ended.then((x) => {
      if (stopped || !x) return;
      chain.finish(chains.greys(x));
      finished(plan.goal ? said(back, x, explorer.decode(plan.goal, Float32Array)) : "");
    }, (error) => { if (!stopped) failed(error); });
    return () => { stopped = true; stop(); };
  }

  /* How far apart the picture and what the chain made of it are, in a sentence of Python's. */
  function said(sentence, x, goal) {
    const apart = Math.sqrt(x.reduce((sum, value, i) => sum + (value - goal[i]) ** 2, 0) / x.length);
    return sentence.replace(/\{apart:\.(\d)f\}/, (_, digits) => apart.toFixed(digits));
  }

  return { walk };
})();
