/* Makes files of a finished chain, here in the browser: the server is only asked for the two libraries, once. */
const { explorer, chains } = window, { fill } = explorer;
const $ = (selector) => element.querySelector(selector);
const details = $("details"), words = details.dataset, written = $("[data-written]");
const buttons = [...element.querySelectorAll("button")];
const progress = $('[data-number="progress"]'), status = $("[role=status]");
const MOST = 120, PANEL = 256; // of an animation: frames, and about how wide its pictures are
const TILES = 10, TILE = 128; // the same of a contact sheet
const PLAY_MS = 4000, HOLD_MS = 1500;
const GAP = 8, MARGIN = 32, PEAK = 2;
const { LINE, picture, pair, sizeOf, magnified, paper, png } = window.drawing;

/* An error that is said as it is. */
class Refusal extends Error {}

/* The chain that the player shows, and the one that it is compared with. */
const shown = () => [explorer.state.chain, explorer.state.rival].filter((chain) => chain?.done);

const tell = (done, of) => { progress.textContent = fill(words.working, { done, of }); };

/* At most `most` steps, evenly spaced; the last one is the finished picture. */
function spread({ total }, most) {
  const count = Math.min(most, total + 1);
  return Array.from({ length: count }, (_, i) => Math.round(i * total / Math.max(1, count - 1)));
}

/* Let the page live; without timers' delays where there is nothing to wait for. */
let rested = 0;
async function breathe() {
  if (performance.now() - rested < 12) return;
  await new Promise((go) => { setTimeout(go); });
  rested = performance.now();
}

let failures = ""; // part of the address, for a browser remembers what it could not import
async function library(name) {
  try {
    return await import(`${window.gradio_config?.root ?? ""}/shipped/${name}.js${failures}`);
  } catch {
    failures += failures ? "+" : "?";
    throw new Refusal(words.unreachable);
  }
}

/* --- pictures --- */

/* The frames of an animation: for each chain x_t beside its x0_hat, all at the time of the first chain's step. */
function animation() {
  const rows = shown().map((chain) => ({ chain, ...magnified(chain, PANEL) })), caption = written.checked;
  const width = Math.max(...rows.map((row) => 2 * row.width)) + 3 * GAP;
  const height = rows.reduce((sum, row) => sum + row.height + GAP + (caption ? 2 * LINE : 0), GAP);
  const { canvas, context, wipe, write } = paper(width, height), steps = spread(rows[0].chain, MOST);
  const pace = 10 * Math.round(Math.min(160, Math.max(40, PLAY_MS / steps.length)) / 10); // GIFs count in 10 ms
  function draw(k) {
    wipe();
    let y = GAP;
    for (const { chain, width: wide, height: high } of rows) {
      const now = pair(chain, chain === rows[0].chain ? k : chain.indexAt(rows[0].chain.timeOf(k)));
      context.drawImage(now.xT, GAP, y, wide, high);
      context.drawImage(now.x0, 2 * GAP + wide, y, wide, high);
      y += high + GAP / 2;
      if (caption) {
        write(`xₜ,  t = ${now.t}`, GAP + wide / 2, y, "center");
        write("x̂₀", 2 * GAP + 1.5 * wide, y, "center");
        write(chain.about.caption, GAP, y + LINE, "left", canvas.width - 2 * GAP);
        y += 2 * LINE;
      }
      y += GAP / 2;
    }
  }
  /* Draw each frame and hand it to take(index, milliseconds that it stays). */
  async function each(take) {
    for (const [i, k] of steps.entries()) {
      draw(k);
      await take(i, i < steps.length - 1 ? pace : HOLD_MS);
      tell(i + 1, steps.length);
      await breathe();
    }
  }
  const grey = rows.every(({ chain }) => chain.channels === 1);
  return { canvas, context, grey, each, about: [fill(words.frames, { frames: steps.length }), sizeOf(canvas)] };
}

/* gifenc searches long for 256 colours where there are many thousands; there, in noise, coarser bins do as well. */
function binsFor(data) {
  const seen = new Uint8Array(1 << 16);
  for (let i = 0; i < data.length; i += 4) seen[data[i] >> 3 << 11 | data[i + 1] >> 2 << 5 | data[i + 2] >> 3] = 1;
  return seen.reduce((sum, one) => sum + one) > 3000 ? "rgb444" : "rgb565";
}

async function gif() {
  const { canvas, context, grey, each, about } = animation(), { width, height } = canvas;
  const { GIFEncoder, quantize, applyPalette } = await library("gifenc"), encoder = GIFEncoder();
  const greys = Array.from({ length: 256 }, (_, level) => [level, level, level]); // exact, and the same for all frames
  await each((i, delay) => {
    const { data } = context.getImageData(0, 0, width, height), format = binsFor(data);
    const palette = grey ? greys : quantize(data, 256, { format });
    const pixels = grey ? data.filter((_, p) => p % 4 === 0) : applyPalette(data, palette, format);
    encoder.writeFrame(pixels, width, height, { palette: grey && i ? null : palette, delay });
  });
  encoder.finish();
  return { end: ".gif", type: "image/gif", data: encoder.bytesView(), about };
}

async function mp4() {
  const { canvas, each, about } = animation(), { width, height } = canvas;
  const { Output, Mp4OutputFormat, BufferTarget, CanvasSource, Quality, getFirstEncodableVideoCodec } =
    await library("mediabunny");
  const quality = new Quality("very-high");
  const codec = await getFirstEncodableVideoCodec(["avc", "vp9", "av1"], { width, height, quality });
  if (!codec) throw new Refusal(words.encoder);
  const target = new BufferTarget(), output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new CanvasSource(canvas, { codec, quality });
  output.addVideoTrack(source);
  await output.start();
  let time = 0;
  await each(async (_, milliseconds) => {
    await source.add(time / 1000, milliseconds / 1000);
    time += milliseconds;
  });
  await output.finalize();
  const coded = codec === "avc" ? "H.264" : `${codec.toUpperCase()} ${words.codec}`;
  return { end: ".mp4", type: "video/mp4", data: target.buffer, about: [...about, coded] };
}

/* For each chain a row of x_t over a row of x0_hat, with t below. */
async function sheet() {
  const rows = shown().map((chain) => ({ chain, steps: spread(chain, TILES), ...magnified(chain, TILE) }));
  const caption = written.checked ? LINE : 0;
  const { canvas, context, write } = paper(
    Math.max(...rows.map(({ steps, width }) => MARGIN + steps.length * (width + GAP))),
    rows.reduce((sum, { height }) => sum + 2 * height + 2 * GAP + LINE + caption, GAP),
  );
  let y = GAP;
  for (const { chain, steps, width, height } of rows) {
    write("xₜ", MARGIN / 2, y + (height - LINE) / 2, "center");
    write("x̂₀", MARGIN / 2, y + height + GAP + (height - LINE) / 2, "center");
    for (const [i, k] of steps.entries()) {
      const now = pair(chain, k), x = MARGIN + i * (width + GAP);
      context.drawImage(now.xT, x, y, width, height);
      context.drawImage(now.x0, x, y + height + GAP, width, height);
      write(`t = ${now.t}`, x + width / 2, y + 2 * height + GAP, "center");
      await breathe();
    }
    y += 2 * height + GAP + LINE;
    if (caption) write(chain.about.caption, MARGIN, y, "left", canvas.width - MARGIN - GAP);
    y += caption + GAP;
  }
  return { end: "-sheet.png", type: "image/png", data: await png(canvas), about: [sizeOf(canvas)] };
}

/* The finished pictures pixel by pixel. */
async function final() {
  const [chain] = shown(), canvas = picture(chain, chain.at(chain.total).xT), context = canvas.getContext("2d");
  context.globalCompositeOperation = "destination-over"; // white between the samples
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  return { end: ".png", type: "image/png", data: await png(canvas), about: [sizeOf(canvas)] };
}

/* --- numbers --- */

const mean = (x, of) => x.reduce((sum, value, p) => sum + of(value, p), 0) / x.length;
const square = (value) => value * value;

/* A line for each sample at each step; ‖·‖ / √n as the microscope shows it. */
async function csv() {
  const [chain] = shown(), end = chain.at(chain.total).xT;
  const lines = ["sample,seed,step,t,s,alpha_bar_t,sigma,norm_x_t_over_sqrt_n,norm_eps_hat_over_sqrt_n,var_x_t,"
    + "psnr_x0_hat_db,clipped_share_of_all_samples"];
  for (let k = 0; k < chain.total; k++) {
    const now = chain.at(k);
    for (const [i, seed] of chain.seeds.entries()) {
      const [x, eps, x0, last] = [now.xT, now.eps, now.x0, end].map((array) => chain.sample(array, i));
      const centre = mean(x, (value) => value), error = mean(x0, (value, p) => square(value - last[p]));
      lines.push([
        i + 1, seed, k, now.t, now.s, now.barT, now.sigma,
        Math.sqrt(mean(x, square)).toFixed(6), Math.sqrt(mean(eps, square)).toFixed(6),
        mean(x, (value) => square(value - centre)).toFixed(6),
        error ? (10 * Math.log10(square(PEAK) / error)).toFixed(3) : "inf", now.clipped,
      ].join());
    }
    tell(k + 1, chain.total);
    await breathe();
  }
  return { end: ".csv", type: "text/csv", data: lines.join("\n") + "\n", about: [] };
}

function script() {
  return { end: ".py", type: "text/x-python", data: shown()[0].about.script, about: [] };
}

/* --- the bar --- */

const makers = { gif, mp4, sheet, final, csv, script };
const video = typeof VideoEncoder !== "undefined"; // not on plain http, unless on this machine
let busy = false, told = null; // told: the chain that the line below the buttons is about

async function take(kind) {
  if (busy) return;
  busy = true;
  status.textContent = "";
  const { name } = explorer.state.chain.about;
  try {
    const { end, type, data, about } = await makers[kind](), blob = new Blob([data], { type });
    explorer.download(name + end, type, blob);
    const all = [...about, fill(words.kilobytes, { count: Math.ceil(blob.size / 1000) })].join(", ");
    status.textContent = fill(words.saved, { name: name + end, about: all });
  } catch (error) {
    console.info(error);
    status.textContent = error instanceof Refusal ? error.message : words.failed;
  }
  progress.textContent = "";
  told = explorer.state.chain;
  busy = false;
}

function hear({ chain }) {
  const ready = Boolean(chain?.done);
  details.hidden = !chain;
  for (const button of buttons) button.disabled = !ready || (button.dataset.take === "mp4" && !video);
  if (busy || told === (ready && chain)) return;
  told = ready && chain;
  status.textContent = ready ? fill(words.planned, { frames: spread(chain, MOST).length }) : words.wait;
}

for (const button of buttons) button.addEventListener("click", () => take(button.dataset.take));
$("#dx-no-video").hidden = video;
explorer.on(element, hear);
