/* Where the next chain runs: on this device if it may, the network is here, and it is quick enough; else on the server,
   while the network is on its way. */
"use strict";
// needs: networks.js
window.places = (() => {
  const { device } = window;
  const PASSING = ["download", "hash", "worker"]; // reasons that may not be there the next time
  const hopeless = new Set(); // sources
  let sent = null, where = -1; // the values of the last press, and the place of `where` among them

  const quick = (source) => device.ready(source)?.stepMs < device.bounds.quickMs;

  /* The values that a press sends, `names` of the last ones, with `where` as it will be. */
  function placed(values, names) {
    const first = values.length - names.length, of = (name) => values[first + names.indexOf(name)];
    const sources = of("duel") ? [of("net"), of("rival_net")] : [of("net")], may = of("where") === "device";
    where = first + names.indexOf("where");
    sent = [...values];
    sent[where] = may && sources.every(quick) ? "device" : "server";
    if (may) for (const source of sources) fetch(source);
    return sent;
  }

  function fetch(source) {
    if (hopeless.has(source)) return;
    device.network(source).catch(({ reason }) => { if (!PASSING.includes(reason)) hopeless.add(source); });
  }

  /* The same once more, for the server. */
  function again() {
    const values = [...sent];
    values[where] = "server";
    return values;
  }

  return { placed, again };
})();
