/* A fine-tuning job. value: {id, state, sentence, step, steps; seconds_left, rate, memory: or null;
   previews: [{step, drawn, nearest, sentence}, ...]} */
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
  if (preview.nearest) $(".dx-nearest img").src = preview.nearest;
  number("copies").textContent = preview.sentence;
}

slider.addEventListener("input", () => { following = slider.value === slider.max; show(); });
watch("value", receive);
receive();
