/* How long a chain takes, here and on the server: how often a network is asked, times what an answer has taken. */
"use strict";
// needs: networks.js
window.cost = (() => {
  const { device } = window, { ROW } = window.constants;
  const server = new Map(); // by source: ms of an answer in the last chain that the server computed for this page

  /* Of one chain or two: its network's source, how often that is asked for each picture, and how many there are. NaN for a
     picture that is encoded first. of(name): the value of a setting by its name in a link. */
  function chains(of) {
    const pictures = { fan: ROW, between: ROW, again: NaN }[of("start")] ?? of("count");
    return (of("duel") ? ["", "rival_"] : [""]).map((prefix) => {
      const mixed = of("label") !== "any" && ![0, 1].includes(of(`${prefix}guidance`)), heun = of(`${prefix}sampler`) === "heun";
      return { source: of(`${prefix}net`), asked: of(`${prefix}steps`) * (mixed ? 2 : 1) * (heun ? 2 : 1), pictures };
    });
  }

  const total = (of, ms) => chains(of).map(ms).reduce((sum, one) => sum + one, 0);

  /* Milliseconds on this device, NaN if a network is not here. */
  const here = (of) => total(of, ({ source, asked, pictures }) => asked * Math.ceil(pictures / device.workers) * (device.ready(source)?.stepMs ?? NaN));

  /* Milliseconds on the server, if nobody else asks it; NaN if that is not known yet. */
  const there = (of) => total(of, ({ source, asked, pictures }) => asked * pictures * (server.get(source) ?? NaN));

  /* The server has computed the first or second (1) chain of these settings in so many milliseconds. */
  function took(of, side, ms) {
    const { source, asked, pictures } = chains(of)[side], answer = ms / asked / pictures;
    if (Number.isFinite(answer)) server.set(source, answer);
  }

  return { here, there, took };
})();
