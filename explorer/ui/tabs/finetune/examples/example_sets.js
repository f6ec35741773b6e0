/* Sets of pictures to train on, and a recorded training on each. value: a list of {name, title, pictures: addresses,
   and of its recorded training, if there is one, said: a sentence, sheet: a file with the previews below each
   other, steps: of the previews, loss: [[step, loss], ...]}. */
const { explorer } = window, $ = (selector) => element.querySelector(selector);
const slider = $("input"), canvas = $("canvas"), said = $('[data-number="recorded"]'), words = $(".dx-story").dataset;
const sheets = {}; // by set, once each has been asked for
let chosen = props.value[0];

const choices = props.value.map((set) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: set.title });
  button.addEventListener("click", () => choose(set));
  return button;
});
$(".dx-sets").append(...choices);

function choose(set) {
  chosen = set;
  choices.forEach((button, i) => button.setAttribute("aria-pressed", props.value[i] === set));
  const tiles = set.pictures.map((src) => Object.assign(document.createElement("img"), { src, alt: "" }));
  $(".dx-set-pictures").replaceChildren(...tiles);
  $(".dx-set-pictures").setAttribute("aria-label", set.title);
  $(".dx-story").hidden = !set.said;
  if (!set.said) return;
  $(".dx-story p").textContent = set.said;
  slider.max = slider.value = set.steps.length - 1;
  curve();
  show();
}

const WIDE = 400, HIGH = 90;
const x = (step) => WIDE * step / chosen.loss.at(-1)[0];

/* The loss on a logarithmic axis, as it falls quickly. */
function curve() {
  const logs = chosen.loss.map(([, loss]) => Math.log(loss)), low = Math.min(...logs), high = Math.max(...logs);
  const y = (log) => 5 + (HIGH - 10) * (high - log) / (high - low);
  $("path").setAttribute("d", chosen.loss.map(([step], i) => `${i ? "L" : "M"}${x(step)} ${y(logs[i])}`).join(""));
}

function show() {
  const set = chosen, at = Number(slider.value), step = set.steps[at];
  const [, loss] = set.loss.findLast(([known]) => known <= step) ?? set.loss[0];
  said.textContent = explorer.fill(words.after, { step, loss: loss.toFixed(4) });
  slider.setAttribute("aria-valuetext", said.textContent);
  for (const end of ["x1", "x2"]) $("line").setAttribute(end, x(step));
  sheets[set.name] ??= explorer.image(explorer.shipped(set.sheet));
  sheets[set.name].then((image) => {
    if (set !== chosen || at !== Number(slider.value)) return;
    const high = image.naturalHeight / set.steps.length;
    canvas.width = image.naturalWidth;
    canvas.height = high;
    canvas.getContext("2d").drawImage(image, 0, -at * high);
    element.dataset.preview = `${set.name} ${step}`;
  }, () => { delete sheets[set.name]; });
}

slider.addEventListener("input", show);
$("[data-take-set]").addEventListener("click", () => trigger("take", { name: chosen.name }));

/* Nothing is fetched before the tab is opened. */
let begun = false;
explorer.on(element, () => {
  if (begun) return;
  begun = true;
  choose(chosen);
});
