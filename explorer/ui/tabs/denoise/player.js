/* Plays a reverse chain, or two of them at the same times. Packets arrive while the server computes, or one with a plan,
   by which this device does (walker.js); afterwards all is here (chain.js). Where the device cannot go on, the server is
   asked for the same chain by the event `elsewhere`, whose chain takes the other's place once it has come as far: its heir. value: a list of packets of chains/packets.py, each with its side (1: the duel's second
   chain) and when it was asked for (later presses have larger numbers), some of them more than once; while one waits in
   line, of {ahead}; while a picture is encoded, of {encoding: t}.
   Who calls: Gradio's watch() calls receive() with each list, and that take() for each packet, one after the other, since
   to unpack one takes a while; the first of a chain calls begin(), the last of all arrive(). Whatever moves (a packet,
   the slider, the film, the play button, a key, a link) calls go(), and that draw(), once a frame, which puts the chains
   into explorer.state; explorer.js then calls the marker of spot.js, and the microscope. */
const { explorer, chains, walker, places, atOnce, spot } = window, { fill } = explorer;
const $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const box = $(".dx-chain"), words = box.dataset, slider = $("input[type=range]"), film = $(".dx-film");
const FILM = 11, LATE_MS = 300;
const arriving = number("arriving");
const sides = ["chain", "rival"].map((name) => {
  const part = $(`[data-side="${name}"]`), canvas = (kind) => part.querySelector(`[data-part="${kind}"]`);
  for (const kind of ["mixture", "network"]) canvas(kind).addEventListener("click", (event) => spot.pick(event, name));
  return {
    name, part, chain: null, heir: null, moved: false, stop: () => {}, caption: part.querySelector(".dx-caption"), note: part.querySelector(".dx-note"), cells: part.querySelectorAll(".dx-cell"),
    mixture: chains.painter(canvas("mixture")), network: chains.painter(canvas("network")),
  };
});

let times = [], shown = 0, following = true, taken = Promise.resolve(); // times: of all chains, from the first to 0
let asked = 0; // the latest press that has been answered
let at = null; // the time that the link of this chain names
let stopped = false;
const empty = $(".dx-empty").textContent;

const going = () => sides.map(({ chain }) => chain).filter(Boolean);
const done = () => going().every((chain) => chain.done);
/* How far every chain has come: its place in `times`. */
const last = () => times.findLastIndex((t) => going().every((chain) => t >= chain.timeOf(Math.max(0, chain.newest))));

function receive() {
  const packets = props.value || [];
  if (!packets.length || packets[0].ask < asked) return;
  const whole = packets[0].first === 0 && packets[0].ask > asked && !sides[0].moved; // it was computed before
  asked = packets[0].ask;
  for (const packet of packets) {
    if (packet.ahead) { say(fill(words.ahead, { count: packet.ahead })); explorer.say(fill(words.ahead, { count: packet.ahead })); }
    else if (packet.encoding) say(fill(words.encoding, { t: packet.encoding }));
    else taken = taken.then(() => take(packet));
  }
  if (packets.at(-1).final) taken = taken.then(() => arrive(whole));
}

/* A link says where to go; else a chain that came at once is played. */
function arrive(whole) {
  if (!done()) return;
  going().forEach((chain, i) => { if (!chain.plan && chain.rate) places.took(i, 1000 * chain.total / chain.rate); });
  if (at !== null) goTo(at);
  else if (whole && !explorer.calm()) { go(0); play.start(); }
}

const say = (sentence) => { (sides[0].chain ? number("rate") : $(".dx-empty")).textContent = sentence; };

async function take(packet) {
  const side = sides[packet.side];
  const first = packet.first === 0 && packet.ask !== side.ask;
  if (first && side.moved && packet.about.script === side.chain.about.script) inherit(side, packet);
  else if (first) begin(side, packet);
  const chain = side.heir ?? side.chain;
  if (packet.plan || packet.ask !== side.ask || packet.first !== chain.steps.length) return;
  await chain.take(packet);
  if (side.heir === chain && chain.steps.length >= side.chain.steps.length) Object.assign(side, { chain, heir: null });
  if (packet.note) note(side, packet.note);
  came();
}

function came() {
  if (done()) explorer.say(words.finished);
  if (following) shown = last();
  draw();
}

/* This device walks the chain; if it cannot go on, the server does for both sides, which are one request. */
function walkHere(side, packet) {
  side.stop = walker.walk(side.chain, packet, {
    came,
    finished: (said) => { if (said) note(side, said); came(); arrive(false); },
    failed: (error) => {
      console.info(error);
      sides.forEach((each) => { each.stop(); each.moved = Boolean(each.chain); });
      note(side, words.moved);
      explorer.say(words.moved);
      trigger("elsewhere");
    },
  });
}

function inherit(side, packet) {
  Object.assign(side, { ask: packet.ask, heir: new chains.Chain(packet), moved: false });
}

function begin(side, packet) {
  play.stop();
  side.stop();
  if (side === sides[0]) {
    sides[1].stop();
    sides[1].chain = null;
    at = explorer.state.at;
    explorer.set({ at: null });
  }
  note(side, packet.note ?? "");
  Object.assign(side, { ask: packet.ask, chain: new chains.Chain(packet), heir: null, moved: false });
  if (packet.plan) walkHere(side, packet);
  following = true;
  box.hidden = false;
  $(".dx-empty").hidden = true;
  stopped = false;
  explorer.say(fill(words.begun, { of: side.chain.total }));
  times = [...new Set(going().flatMap((chain) => chain.times))].sort((a, b) => b - a);
  $(".dx-sides").toggleAttribute("data-duel", going().length > 1);
  const total = times.length - 1, frames = Math.min(FILM, total + 1);
  film.replaceChildren(...Array.from({ length: frames }, (_, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.frame = Math.round(i * total / (frames - 1));
    button.setAttribute("aria-label", `t = ${times[button.dataset.frame]}`);
    button.append(...going().map(() => document.createElement("canvas")));
    button.addEventListener("click", () => { play.stop(); go(Number(button.dataset.frame)); });
    return button;
  }));
}

/* What there is to say of a chain, beside its caption. */
function note({ note: place }, sentence) {
  place.textContent = sentence;
  place.hidden = !sentence;
}

const tell = explorer.whenStill(() => {
  for (const { part, chain } of sides) {
    const step = chain && fill(words.at, { step: chain.indexAt(times[shown]), of: chain.total });
    if (chain) part.querySelectorAll("canvas").forEach((canvas) => explorer.describe(canvas, `t = ${times[shown]}, ${step}`));
  }
});

const draw = explorer.eachFrame(() => {
  const all = going(), [chain, rival] = all;
  if (!chain || all.some(({ steps }) => !steps.length)) return;
  const total = times.length - 1, t = times[shown], step = chain.indexAt(t);
  for (const side of sides) {
    side.part.hidden = !side.chain;
    if (!side.chain) continue;
    const now = side.chain.at(side.chain.indexAt(t));
    side.mixture(side.chain, now.xT);
    side.network(side.chain, now.x0);
    side.caption.textContent = side.chain.about.caption;
  }
  slider.max = total;
  slider.value = shown;
  slider.setAttribute("aria-valuetext", `t = ${t}, ${fill(words.at, { step, of: chain.total })}`);
  number("t").textContent = `t = ${t}`;
  number("step").textContent = all.map((one) => fill(words.at, { step: one.indexAt(t), of: one.total })).join(" / ");
  const rate = all.reduce((sum, one) => sum + one.rate, 0), left = Math.ceil(all.reduce((sum, one) => sum + one.total - one.steps.length, 0) / rate);
  const rest = done() ? "" : ` · ${stopped ? words.stopped : fill(words.left, { seconds: left })}`;
  number("rate").textContent = !rate ? "" : ` · ${fill(words.rate, { rate: rate.toFixed(0) })}${rest}`;
  $(".dx-apart").hidden = !rival || rival.seeds.length !== chain.seeds.length;
  if (!$(".dx-apart").hidden) number("apart").textContent = apart(chain.at(step).xT, rival.at(rival.indexAt(t)).xT).toFixed(3);
  number("on").textContent = ` · ${[...new Set(all.map((one) => one.on))].join(" / ")}`;
  const newest = last();
  for (const button of film.children) {
    const k = Number(button.dataset.frame);
    button.disabled = k > newest;
    button.setAttribute("aria-pressed", k === shown);
    if (button.disabled || button.dataset.drawn) continue;
    all.forEach((one, i) => chains.painter(button.children[i])(one, one.at(one.indexAt(times[k])).xT));
    button.dataset.drawn = true;
  }
  Object.assign(element.dataset, {
    run: chain.run, where: chain.plan ? "device" : "server", shown, total, done: done(), received: Math.min(...all.map((one) => one.steps.length + one.done)),
  });
  explorer.set({ chain, rival: rival ?? null, time: t, step });
  tell();
  if (done() && !play.playing) explorer.link.put({ at: shown < total ? t : null });
});

/* The root of the mean squared difference of two states. */
const apart = (a, b) => Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length);

function go(index) {
  shown = Math.min(last(), Math.max(0, index));
  following = !done() && shown === last();
  draw();
}

/* The first state that is not before time t; moving: by all that lie between. */
function goTo(t, moving = false) {
  play.stop();
  if (moving && !explorer.calm() && shown < last()) play.start();
  else go(times.findIndex((time) => time <= t));
}

let place = 0;
const play = explorer.playButton($("button"), (elapsed) => {
  const still = explorer.calm() ? Math.ceil(times.length / FILM) : 1; // who asked for less motion sees a few stills
  if (place < shown || place >= shown + still) place = shown; // moved by hand
  place += (times.length - 1) * elapsed / (1000 * Number($("[data-speed]").value));
  if (place >= last() && $("[data-loop]").checked) place = 0;
  go(place < last() ? Math.floor(place / still) * still : last());
  return place < last();
});
$("button").addEventListener("click", () => { if (play.playing && shown >= last()) go(0); });
slider.addEventListener("input", () => { play.stop(); go(Number(slider.value)); });

/* Stop was pressed; what was on its way has come. */
function halt() {
  sides.forEach((side) => side.stop());
  if (!going().length) { $(".dx-empty").textContent = empty; return; }
  stopped = !done();
  draw();
  if (stopped) explorer.say(`${number("step").textContent} · ${words.stopped}`);
}
document.addEventListener("click", ({ target, isTrusted }) => {
  if (!element.isConnected) return;
  if (target.closest("#denoise-stop")) setTimeout(halt, LATE_MS);
  // On a phone the button stays in reach where the pictures are out of sight.
  const above = isTrusted && target.closest("#denoise-run") && element.getBoundingClientRect().bottom < innerHeight / 4;
  if (above) element.scrollIntoView({ behavior: explorer.calm() ? "auto" : "smooth" });
});

const step = (by) => (event) => { play.stop(); go(shown + by * window.hall.stride(event)); };
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), " ": () => $("button").click(),
  Home: () => go(0), End: () => go(last()),
});
watch("value", receive);
receive();
explorer.on(element, spot.marker(sides));
let begun = false;
explorer.on(element, ({ device: { phase, progress } }) => {
  if (!begun) atOnce.begin(words, Boolean(words.opens));
  begun = true;
  const said = phase === "loading" ? ` · ${fill(words.arriving, { percent: Math.round(100 * progress) })}` : "";
  if (arriving.textContent !== said) arriving.textContent = said; // what is asked for at every step of a drag
});
explorer.link.setGoTo(goTo);
