/* What the parts of the Training tab share: the network that is asked, and the noise that is drawn. */
"use strict";
// needs: explorer.js, looker.js
window.training = (() => {
  const { explorer } = window;

  function setDraw(draw) {
    if (Number.isInteger(draw) && draw >= 0 && draw <= window.constants.MAX_SEED) explorer.set({ draw });
  }

  /* One looker for the tab, made when it is first needed; the label is its menu's. */
  let looker = null, label = "";
  const shared = () => (looker ??= new window.Looker());

  /* Whether nothing can be had of x_0: no signal is left, and the network says only eps. */
  const blind = ({ a, prediction }) => a === 0 && prediction === "epsilon";

  return { setDraw, blind, get looker() { return shared(); }, get label() { return label; }, set label(chosen) { label = chosen; } };
})();
