/* A fine-tuning job. value: {id, state, sentence, step, steps; seconds_left, rate, memory: or null;
   previews: [{step, drawn, nearest, sentence}, ...]} */
const $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const job = $(".dx-job"), words = job.dataset, slider = $("input[type=range]");
let id = null, following = true;

function receive() {
  const value = props.value;
  $(".dx-empty").hidden = !!value;
  job.hidden = !value;
  if (!value) return;
  if (value.id !== id) { id = value.id; following = true; }
  $(".dx-job-state").textContent = value.sentence;
  $(".dx-job-state").dataset.state = value.state;
  $("progress").value = value.step / value.steps;
  const left = value.seconds_left === null ? "" : ` · ${minutes(value.seconds_left)} ${words.left}`;
  const rate = value.rate === null ? "" : ` · ${value.rate.toFixed(0)} ${words.rate}`;
  const memory = value.memory ? ` · ${value.memory} MB` : "";
  number("step").textContent = `${words.step} ${value.step} / ${value.steps}${left}${rate}${memory}`;
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
  number("after").textContent = `${words.after} ${preview.step}`;
  slider.setAttribute("aria-valuetext", `${words.after} ${preview.step}`);
  $(".dx-copies").hidden = !preview.nearest;
  if (preview.nearest) $(".dx-nearest img").src = preview.nearest;
  number("copies").textContent = preview.sentence;
}

slider.addEventListener("input", () => { following = slider.value === slider.max; show(); });
watch("value", receive);
receive();
