/* Plays a reverse chain. Frames arrive in packets while the network computes them; afterwards all of them are here.
   value: a list of packets {run, total, width, height, channels, first, t: "1000 980 ...", pixels, rate, done},
   pixels: base64 of uint8, per frame first x_t, then x0_hat; while one waits in line, of {ahead}. */
const { explorer } = window;
const $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const chain = $(".dx-chain"), words = chain.dataset, slider = $("input[type=range]"), film = $(".dx-film");
const FILM = 11, SECONDS = 4;
const contexts = {};
for (const part of ["mixture", "network"]) contexts[part] = $(`canvas[data-part="${part}"]`).getContext("2d");

let run = null, frames = [], shape = null, shown = 0, following = true, rate = 0, done = false, total = 0;

function receive() {
  for (const packet of props.value ?? []) {
    if (packet.ahead) (run ? number("rate") : $(".dx-empty")).textContent = ` ${packet.ahead} ${words.ahead}`;
    else take(packet);
  }
  const whole = props.value?.length && props.value[0].first === 0 && done && !explorer.calm();
  if (whole) { go(0); play.start(); } // it was computed before: play it
}

function take(packet) {
  if (packet.run !== run || packet.first === 0) begin(packet);
  const bytes = explorer.decode(packet.pixels), times = packet.t ? packet.t.split(" ").map(Number) : [];
  const size = packet.width * packet.height * packet.channels;
  times.forEach((t, i) => {
    frames[packet.first + i] = {
      t,
      mixture: picture(bytes.subarray(2 * i * size, (2 * i + 1) * size)),
      network: picture(bytes.subarray((2 * i + 1) * size, (2 * i + 2) * size)),
    };
  });
  ({ rate, done } = packet);
  if (following) shown = Math.max(0, frames.length - 1);
  draw();
}

function begin(packet) {
  play.stop();
  ({ run, total } = packet);
  shape = packet;
  frames = [];
  following = true;
  for (const part in contexts) Object.assign(contexts[part].canvas, { width: shape.width, height: shape.height });
  chain.hidden = false;
  $(".dx-empty").hidden = true;
  film.replaceChildren(...Array.from({ length: Math.min(FILM, total + 1) }, (_, i) => {
    const button = document.createElement("button"), canvas = document.createElement("canvas");
    button.type = "button";
    button.dataset.frame = Math.round(i * total / (Math.min(FILM, total + 1) - 1));
    Object.assign(canvas, { width: shape.width, height: shape.height });
    button.append(canvas);
    button.addEventListener("click", () => go(Number(button.dataset.frame)));
    return button;
  }));
}

function picture(bytes) {
  const { width, height, channels } = shape, image = new ImageData(width, height), rgba = image.data;
  for (let i = 0, j = 0; j < rgba.length; i += channels, j += 4) {
    for (let c = 0; c < 3; c++) rgba[j + c] = bytes[i + (channels === 3 ? c : 0)];
    rgba[j + 3] = 255;
  }
  return image;
}

const draw = explorer.eachFrame(() => {
  const frame = frames[shown];
  if (!frame) return;
  for (const part in contexts) contexts[part].putImageData(frame[part], 0, 0);
  slider.max = total;
  slider.value = shown;
  slider.setAttribute("aria-valuetext", `t = ${frame.t}`);
  number("t").textContent = `t = ${frame.t}`;
  number("step").textContent = `${words.step} ${shown} ${words.of} ${total}`;
  const left = Math.ceil((total + 1 - frames.length) / rate);
  number("rate").textContent = !rate ? "" : ` · ${rate.toFixed(0)} ${words.rate}` + (done ? "" : ` · ${left} ${words.left}`);
  for (const button of film.children) {
    const thumb = frames[button.dataset.frame];
    button.disabled = !thumb;
    button.setAttribute("aria-pressed", Number(button.dataset.frame) === shown);
    if (!thumb || button.dataset.drawn) continue;
    button.firstChild.getContext("2d").putImageData(thumb.mixture, 0, 0);
    button.dataset.drawn = true;
    button.setAttribute("aria-label", `t = ${thumb.t}`);
  }
  Object.assign(element.dataset, { run, shown, received: frames.filter(Boolean).length, total, done });
});

function go(index) {
  shown = Math.min(frames.length - 1, Math.max(0, index));
  following = !done && shown === frames.length - 1;
  draw();
}

let place = 0;
const play = explorer.player($("button"), (elapsed) => {
  if (Math.round(place) !== shown) place = shown;
  place = Math.min(frames.length - 1, place + total * elapsed / (1000 * SECONDS));
  go(Math.round(place));
  return place < frames.length - 1;
});
$("button").addEventListener("click", () => { if (play.playing && shown >= frames.length - 1) go(0); });
slider.addEventListener("input", () => { play.stop(); go(Number(slider.value)); });

const step = (by) => (event) => { play.stop(); go(shown + by * (event.shiftKey ? 10 : 1)); };
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), " ": () => $("button").click(),
  Home: () => go(0), End: () => go(frames.length - 1),
});
watch("value", receive);
receive();
