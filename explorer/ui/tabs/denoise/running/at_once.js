/* A setting of the chain that is changed shows its chain at once, if that takes no longer than about a second; else the
   button says how long it takes. The tab opens with the recorded chain of the usual settings. */
"use strict";
// needs: link.js, places.js, cost.js
window.atOnce = (() => {
  const { explorer, places, cost } = window, { link } = explorer;
  const bounds = { soonMs: 1200 };
  const REST_MS = 40; // a slider that is dragged stands still for so long
  const NETWORKS = ["net", "rival_net"]; // whose labels are still to come
  let waiting = null, changes = 0, words = null;

  const button = () => document.getElementById("denoise-run");

  /* Fields have got other values, by hand. */
  function changed(names) {
    if (link.value("tab") !== "denoise" || names.every((name) => NETWORKS.includes(name))) return;
    changes++;
    delete button().dataset.cost;
    clearTimeout(waiting);
    waiting = setTimeout(show, REST_MS);
  }

  async function show() {
    const mine = changes, of = link.value, cheap = (ms) => ms <= bounds.soonMs;
    const ms = places.best(of) === "device" ? cost.here(of) : cost.there(of);
    if (cheap(ms)) { button().click(); return; }
    const has = bounds.soonMs && Number.isNaN(ms) && await places.fetch(of);
    if (mine !== changes || link.value("run")) return;
    if (has && cheap(cost.here(of))) button().click();
    else tell(has ? cost.here(of) : ms);
  }

  /* The button is needed. */
  function tell(ms) {
    button().dataset.cost = Number.isFinite(ms) ? explorer.fill(words.cost, { seconds: Math.ceil(ms / 1000) }) : words.changed;
  }

  /* The player can be seen for the first time. said: {cost, changed}, what the button says of a chain that takes {seconds},
     and of one of which that is not known; opens: whether the chain of the usual settings is recorded. */
  async function begin(said, opens) {
    words = said;
    await link.begun;
    if (!opens || !bounds.soonMs || explorer.state.chain || link.value("run") || !link.isUsual()) return;
    places.spare(); // a recording needs no network
    button().click();
  }

  link.changed = changed;
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("#denoise-run")) return;
    changes++;
    delete button().dataset.cost;
  });
  return { bounds, begin };
})();
