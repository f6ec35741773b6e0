/* The picture that is under the microscope: chosen by a click, and framed. */
"use strict";
// needs: explorer.js, chain.js
window.spot = (() => {
  const { explorer, chains } = window;

  /* A click on a picture puts it under the microscope. */
  function pick({ target, offsetX, offsetY }, side) {
    const chain = explorer.state[side], { columns, pitch, width } = chains.grid(chain.size, chain.seeds.length);
    const at = (offset) => Math.floor(offset / target.clientWidth * width / pitch), chosen = at(offsetY) * columns + at(offsetX);
    if (chosen >= chain.seeds.length) return;
    explorer.set({ side, sample: chosen });
    if (!explorer.state.fold) explorer.unfold("microscope");
  }

  /* Of several pictures, a frame around the one that is looked at below. */
  function marker(sides) {
    let marked = "";
    return ({ fold, side: looked, sample }) => {
      const now = [fold, looked, sample, ...sides.map(({ chain }) => chain?.run)].join();
      if (marked === now) return; // a chain that plays changes more
      marked = now;
      for (const { name, chain, cells } of sides) {
        const here = fold && chain?.seeds.length > 1 && name === looked && sample < chain.seeds.length;
        for (const cell of cells) {
          cell.hidden = !here;
          if (!here) continue;
          const { columns, pitch, width, height } = chains.grid(chain.size, chain.seeds.length);
          const place = { left: (sample % columns) * pitch / width, top: Math.floor(sample / columns) * pitch / height };
          const share = { ...place, width: chain.size / width, height: chain.size / height };
          for (const [edge, part] of Object.entries(share)) cell.style[edge] = `${100 * part}%`;
        }
      }
    };
  }

  return { pick, marker };
})();
