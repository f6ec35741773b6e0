/* Where the next chain runs: on this device if it may, the network is here, and it is quick enough; else on the server,
   while the network is on its way. A server with a GPU is preferred where it has been the quicker one for this page. */
"use strict";
// needs: networks.js, cost.js
window.places = (() => {
  const { device, cost } = window;
  const PASSING = ["download", "hash", "worker"]; // reasons that may not be there the next time
  const hopeless = new Set(); // sources
  let chosen = "device", sent = null, where = -1; // sent: the values of the last press; where: its place among them
  let of = null; // what they are, by name
  let spared = false;

  const sources = (value) => (value("duel") ? [value("net"), value("rival_net")] : [value("net")]);

  /* The server for good, or this device as soon as that can. */
  function choose(place) { chosen = place; }

  /* Where a chain of these settings would begin now: of(name) gives the value of one. */
  function best(value) {
    const all = sources(value).map(device.ready);
    if (chosen !== "device" || !all.every((handle) => handle?.stepMs < device.bounds.quickMs)) return "server";
    return all.some(({ offer }) => offer.gpu) && cost.there(value) < cost.here(value) ? "server" : "device";
  }

  /* Fetch the networks of these settings, if this device may and can have them. Resolves to whether it has them. */
  async function fetch(value) {
    if (chosen !== "device") return false;
    const has = await Promise.all(sources(value).map((source) => !hopeless.has(source) && device.network(source).then(
      () => true,
      ({ reason }) => { if (!PASSING.includes(reason)) hopeless.add(source); return false; },
    )));
    return has.every(Boolean);
  }

  /* The next press needs no network here. */
  function spare() { spared = true; }

  /* The values that a press sends, `names` of the last ones, with `where` as it will be. */
  function placed(values, names) {
    const first = values.length - names.length;
    sent = [...values];
    of = (name) => sent[first + names.indexOf(name)];
    where = first + names.indexOf("where");
    choose(of("where"));
    sent[where] = best(of);
    if (!spared) fetch(of);
    spared = false;
    return sent;
  }

  /* The same once more, for the server. */
  function again() {
    sent[where] = "server";
    return [...sent];
  }

  /* The server has computed the first or second (1) chain of the last press, in so many milliseconds. */
  const took = (side, ms) => cost.took(of, side, ms);

  return { choose, spare, best, fetch, placed, again, took };
})();
