/* Plays a reverse chain. Packets arrive while the network computes; afterwards all is here (see chain.js).
   value: a list of packets of chain_packets.py; while one waits in line, of {ahead}. */
const { explorer, chains } = window;
const $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const box = $(".dx-chain"), words = box.dataset, slider = $("input[type=range]"), film = $(".dx-film");
const FILM = 11;
const paint = Object.fromEntries(["mixture", "network"].map((part) => [part, chains.painter($(`canvas[data-part="${part}"]`))]));

let chain = null, shown = 0, following = true, taken = Promise.resolve();

function receive() {
  const packets = props.value ?? [];
  for (const packet of packets) {
    if (packet.ahead) (chain ? number("rate") : $(".dx-empty")).textContent = ` ${packet.ahead} ${words.ahead}`;
    else taken = taken.then(() => take(packet));
  }
  const whole = packets[0]?.first === 0 && packets.at(-1).done;
  if (whole) taken = taken.then(() => { if (!explorer.calm()) { go(0); play.start(); } }); // it was computed before
}

async function take(packet) {
  if (packet.first === 0) begin(packet);
  if (packet.run !== chain?.run) return;
  await chain.take(packet);
  if (following) shown = last();
  draw();
}

/* The end of a finished chain is the picture, after its last step. */
const last = () => chain.done ? chain.steps.length : chain.steps.length - 1;

function begin(packet) {
  play.stop();
  chain = new chains.Chain(packet);
  following = true;
  box.hidden = false;
  $(".dx-empty").hidden = true;
  const { total } = chain;
  film.replaceChildren(...Array.from({ length: Math.min(FILM, total + 1) }, (_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.frame = Math.round(i * total / (Math.min(FILM, total + 1) - 1));
    button.append(document.createElement("canvas"));
    button.addEventListener("click", () => { play.stop(); go(Number(button.dataset.frame)); });
    return button;
  }));
}

const draw = explorer.eachFrame(() => {
  if (!chain?.steps.length) return;
  const { total, rate, done, steps, run } = chain, now = chain.at(shown);
  paint.mixture(chain, now.xT);
  paint.network(chain, now.x0);
  slider.max = total;
  slider.value = shown;
  slider.setAttribute("aria-valuetext", `t = ${now.t}`);
  number("t").textContent = `t = ${now.t}`;
  number("step").textContent = `${words.step} ${shown} ${words.of} ${total}`;
  const left = Math.ceil((total - steps.length) / rate);
  number("rate").textContent = !rate ? "" : ` · ${rate.toFixed(0)} ${words.rate}` + (done ? "" : ` · ${left} ${words.left}`);
  for (const button of film.children) {
    const k = Number(button.dataset.frame);
    button.disabled = k > last();
    button.setAttribute("aria-pressed", k === shown);
    if (button.disabled || button.dataset.drawn) continue;
    chains.painter(button.firstChild)(chain, chain.at(k).xT);
    button.dataset.drawn = true;
    button.setAttribute("aria-label", `t = ${chain.timeOf(k)}`);
  }
  Object.assign(element.dataset, { run, shown, received: steps.length + done, total, done });
  explorer.set({ chain, step: shown });
});

function go(index) {
  shown = Math.min(last(), Math.max(0, index));
  following = !chain.done && shown === last();
  draw();
}

let place = 0;
const play = explorer.player($("button"), (elapsed) => {
  if (Math.round(place) !== shown) place = shown;
  place += chain.total * elapsed / (1000 * Number($("[data-speed]").value));
  if (place >= last() && $("[data-loop]").checked) place = 0;
  go(Math.round(place));
  return place < last();
});
$("button").addEventListener("click", () => { if (play.playing && shown >= last()) go(0); });
slider.addEventListener("input", () => { play.stop(); go(Number(slider.value)); });
$('canvas[data-part="mixture"]').addEventListener("click", pick);
$('canvas[data-part="network"]').addEventListener("click", pick);

/* A click on one of several samples puts it under the microscope. */
function pick(event) {
  const { width, height } = event.target.getBoundingClientRect(), columns = Math.ceil(Math.sqrt(chain.seeds.length));
  const rows = Math.ceil(chain.seeds.length / columns);
  const chosen = Math.floor(event.offsetY / height * rows) * columns + Math.floor(event.offsetX / width * columns);
  if (chosen < chain.seeds.length) explorer.set({ sample: chosen });
}

const step = (by) => (event) => { play.stop(); go(shown + by * (event.shiftKey ? 10 : 1)); };
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), " ": () => $("button").click(),
  Home: () => go(0), End: () => go(last()),
});
watch("value", receive);
receive();
