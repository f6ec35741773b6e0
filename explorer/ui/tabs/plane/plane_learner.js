/* The part of the Plane tab where a network learns while one looks: start, stop, one step, its loss, and how far its particles
   are from the points. */
"use strict";
// needs: explorer.js, plane.js
window.planeLearner = (element, draw, learned) => {
  const { explorer, plane } = window, $ = (selector) => element.querySelector(selector);
  const button = $('[data-take="train"]'), canvas = $('[data-part="losses"]'), prediction = $('[data-part="prediction"]');
  let shown = null; // the key of the network whose numbers stand here
  let wanted = null; // the network and the steps to which it was last asked to come
  const number = (name, text) => { $(`[data-number="${name}"]`).textContent = text; };

  function show() {
    const network = plane.network(), { step, loss, running } = network;
    shown = network.key;
    $('[data-part="learn"]').toggleAttribute("data-begun", step > 0);
    button.textContent = running ? button.dataset.stop : button.dataset.go;
    number("learned", String(step));
    number("loss", loss === null ? "–" : loss.toFixed(3));
    element.dataset.learned = step;
    element.dataset.running = running;
    const least = floor();
    number("floor", least.toFixed(3));
    element.dataset.floor = least;
    curve(network.losses, least);
    looked();
    draw();
  }

  /* What the exact denoiser would lose on these points, once for the settings. */
  let floored = {};
  function floor() {
    const { key } = plane.network();
    if (floored.key !== key) floored = { key, loss: window.floorLoss(plane.exact(), explorer.state.schedule, plane.settings.prediction) };
    return floored.loss;
  }

  /* The time of the training at which one looks: the network of back then is kept for some steps. */
  const past = $('[data-part="past"]');
  function looked() {
    const { kept, step } = plane.network();
    past.parentElement.hidden = kept.length < 2;
    past.max = kept.length;
    past.value = plane.past === null ? kept.length : kept.indexOf(plane.past);
    number("past", String(plane.past ?? step));
    past.setAttribute("aria-valuetext", String(plane.past ?? step));
  }
  past.addEventListener("input", () => { plane.look(plane.network().kept[Number(past.value)] ?? null); show(); });

  /* The losses over the steps, from 0 up, and the floor. */
  function curve(losses, least) {
    const context = canvas.getContext("2d"), wide = canvas.width = canvas.clientWidth * devicePixelRatio, high = canvas.height = canvas.clientHeight * devicePixelRatio;
    if (losses.length < 2) return;
    const last = losses.at(-1)[0], most = Math.max(...losses.map(([, loss]) => loss));
    context.strokeStyle = explorer.colour("network");
    context.lineWidth = 2 * devicePixelRatio;
    context.beginPath();
    for (const [step, loss] of losses) context.lineTo(step / last * wide, high * (1 - 0.95 * loss / most));
    context.stroke();
    context.strokeStyle = explorer.colour("exact");
    context.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    for (const x of [0, wide]) context.lineTo(x, high * (1 - 0.95 * least / most));
    context.stroke();
  }

  /* The field of the tab, and so the link, follows when the training rests. */
  async function train(until) {
    const network = plane.network();
    await plane.train(until, show);
    if (plane.network() !== network) return; // the settings have changed, and it is forgotten
    plane.settings.trained = network.step;
    wanted = `${network.key}:${network.step}`;
    learned();
    show();
  }

  button.addEventListener("click", () => {
    if (plane.network().running) plane.stop(); else { train(plane.MOST); show(); }
  });
  $('[data-take="one"]').addEventListener("click", () => train(plane.network().step + 1));
  prediction.addEventListener("change", () => { plane.take("prediction", prediction.value); });
  for (const field of element.querySelectorAll("[data-set]")) field.addEventListener("change", () => plane.take(field.dataset.set, JSON.parse(field.value)));

  /* What a link, or the field, says of the steps is trained again, if the network is not there yet; if it is beyond, it is looked
     at as it was then, where it is remembered. */
  explorer.on(element, () => {
    const { trained } = plane.settings;
    if (explorer.link.asked || !explorer.state.schedule) return;
    if (shown && shown !== plane.network().key) show();
    if (!trained) return;
    const network = plane.network(), key = `${network.key}:${trained}`;
    if (key === wanted || network.running) return;
    wanted = key;
    if (network.step < trained) train(trained);
    else plane.look(network.step > trained && network.kept.includes(trained) ? trained : null);
    show();
  });
};
