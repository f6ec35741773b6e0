/* A fine-tuning job. value: {id, state, sentence, step, steps; seconds_left, rate, memory: or null;
   previews: [{step, drawn, nearest, pairs: [{picture, copied}, ...], sentence}, ...]} */
const { fill } = window.explorer, $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const job = $(".dx-job"), words = job.dataset, slider = $("input[type=range]");
let id = null, following = true;

function receive() {
  const value = props.value;
  $(".dx-empty").hidden = !!value;
  job.hidden = !value;
  if (!value) { $(".dx-job-state").textContent = ""; return; }
  if (value.id !== id) { id = value.id; following = true; }
  $(".dx-job-state").textContent = value.sentence;
  $(".dx-job-state").dataset.state = value.state;
  $("progress").value = value.step / value.steps;
  const parts = [fill(words.step, value)];
  if (value.seconds_left !== null) parts.push(fill(words.left, { time: minutes(value.seconds_left) }));
  if (value.rate !== null) parts.push(fill(words.rate, { rate: value.rate.toFixed(0) }));
  if (value.memory) parts.push(fill(words.memory, { megabytes: value.memory }));
  number("step").textContent = parts.join(" · ");
  slider.max = Math.max(0, value.previews.length - 1);
  if (following) slider.value = slider.max;
  show();
  Object.assign(element.dataset, { state: value.state, step: value.step, previews: value.previews.length });
}

const minutes = (s) => `${Math.floor(s / 60)}:${String(Math.round(s) % 60).padStart(2, "0")}`;

function show() {
  const preview = props.value.previews[slider.value];
  $(".dx-preview").hidden = !preview;
  slider.parentElement.hidden = props.value.previews.length < 2;
  if (!preview) return;
  $(".dx-preview img").src = preview.drawn;
  number("after").textContent = fill(words.after, preview);
  slider.setAttribute("aria-valuetext", fill(words.after, preview));
  $(".dx-copies").hidden = !preview.nearest;
  if (preview.nearest) showPairs(preview);
  number("copies").textContent = preview.sentence;
}

/* Each picture drawn beside the nearest of the user's, near-copies first. */
const COLUMNS = 4, GAP = 2; // of the pictures in which they come
async function showPairs(preview) {
  const sheets = await Promise.all([preview.drawn, preview.nearest].map(loaded));
  if (preview !== props.value?.previews[slider.value]) return;
  const size = (sheets[0].naturalWidth + GAP) / COLUMNS - GAP, list = $(".dx-nearest ul");
  const pairs = preview.pairs.map((pair, i) => {
    const item = document.createElement("li"), x = i % COLUMNS * (size + GAP), y = Math.floor(i / COLUMNS) * (size + GAP);
    for (const sheet of sheets) {
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      canvas.getContext("2d").drawImage(sheet, x, y, size, size, 0, 0, size, size);
      item.append(canvas);
    }
    const said = document.createElement("span"), words = fill(list.dataset.pair, { preview: i + 1, picture: pair.picture });
    said.textContent = pair.copied ? `${words}: ${list.dataset.nearCopy}` : words;
    item.append(said);
    item.dataset.copied = pair.copied;
    return item;
  });
  list.replaceChildren(...pairs.sort((a, b) => (b.dataset.copied === "true") - (a.dataset.copied === "true")));
}

async function loaded(address) {
  const image = Object.assign(new Image(), { src: address });
  await image.decode();
  return image;
}

slider.addEventListener("input", () => { following = slider.value === slider.max; show(); });
watch("value", receive);
receive();
