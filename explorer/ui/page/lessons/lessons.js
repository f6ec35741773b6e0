/* Lessons. value: a list of {name, title, steps}, see lessons.py. A step is one place, or, where it asks, two: the
   question and its answer. What one chooses is marked, and nowhere kept. */
const { explorer, lecture, notes } = window, { link } = explorer;
const $ = (selector) => element.querySelector(selector), panel = $(".dx-lesson"), shelf = $(".dx-shelf");
const ANSWER = ".answer";
/* All places in their order: {lesson, number, step, name, answered}; answered: null where nothing is asked. */
const places = props.value.flatMap((lesson) => lesson.steps.flatMap((step, i) => {
  const one = { lesson, number: i, step, name: `${lesson.name}.${i + 1}` };
  return step.ask ? [{ ...one, answered: false }, { ...one, name: one.name + ANSWER, answered: true }] : [{ ...one, answered: null }];
}));
let now = null, chosen = null; // the place, and the letter

const button = (text, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};
const at = (name) => places.find((place) => place.name === name);
const last = (place) => places.findLast(({ lesson }) => lesson === place.lesson) === place;

shelf.append(...props.value.map((lesson) => button(lesson.title, () => {
  explorer.set({ shelf: false });
  open(at(`${lesson.name}.1`));
  $("[aria-current=step]").focus(); // what had the focus is gone
})));

/* Show what is said at a place, without going there. */
function show(place) {
  const { lesson, number, step, answered } = place;
  if (now?.lesson !== lesson) drawSteps(lesson);
  if (now?.step !== step) chosen = null;
  now = place;
  [...shelf.children].forEach((card, i) => card.setAttribute("aria-current", props.value[i] === lesson));
  [...$(".dx-steps").children].forEach((made, i) => made.setAttribute("aria-current", i === number ? "step" : "false"));
  $(".dx-say").textContent = step.say;
  say(".dx-look", step.look);
  say(".dx-answer", answered && step.answer);
  $(".dx-question").hidden = answered === null;
  drawQuestion(step, answered);
  const leads = $(".dx-leads"), next = places[places.indexOf(place) + 1];
  leads.hidden = !last(place);
  leads.textContent = next ? `${panel.dataset.on} ${next.lesson.title} →` : panel.dataset.shelf;
  panel.toggleAttribute("data-answered", Boolean(answered));
  panel.hidden = false;
  const hidden = step.hides && !answered;
  $(".dx-hides").hidden = !hidden;
  document.body.dataset.lesson = hidden ? "hidden" : step.part;
  const draws = step.draws && (answered || step.draws === "always" ? "many" : "none");
  explorer.set({ lesson: place.name, shelf: false, draws: draws || null });
  notes.follow(now);
}

function say(selector, sentence) {
  $(selector).textContent = sentence || "";
  $(selector).hidden = !sentence;
}

function drawSteps(lesson) {
  $("h2").textContent = lesson.title;
  $(".dx-steps").replaceChildren(...lesson.steps.map(({ say }, i) => {
    const made = button(i + 1, () => open(at(`${lesson.name}.${i + 1}`)));
    made.title = say;
    made.setAttribute("aria-label", `${panel.dataset.step} ${i + 1}: ${say}`);
    return made;
  }));
}

function drawQuestion({ ask = "", choices = [], right }, answered) {
  const words = $(".dx-choices").dataset;
  $(".dx-ask").textContent = ask;
  $(".dx-choices").replaceChildren(...choices.map(([letter, text]) => {
    const made = button("", () => { chosen = letter; reveal(); }), sign = document.createElement("b");
    sign.textContent = letter.toUpperCase();
    made.append(sign, text);
    made.dataset.choice = letter;
    made.disabled = answered;
    made.setAttribute("aria-pressed", chosen === letter);
    if (answered && (letter === right || letter === chosen)) {
      made.dataset.is = letter === right ? "right" : "wrong";
      made.setAttribute("aria-label", `${letter.toUpperCase()}: ${text} (${letter === right ? words.right : words.wrong})`);
    }
    return made;
  }));
  $("[data-reveal]").hidden = answered;
}

/* The answer of the question that stands. */
function reveal() {
  go(1);
  $("[aria-current=step]").focus({ preventScroll: true }); // what had the focus is gone
}

function open(place) {
  show(place);
  link.open(place.answered ? place.step.answered : place.step.query);
}

/* One place on or back, over the borders of lessons. The shelf stands before the first and behind the last. */
function go(by) {
  const { shelf } = explorer.state, next = shelf || !now ? places[0] : places[places.indexOf(now) + by];
  if (shelf && now && by < 0) explorer.set({ shelf: false });
  else if (next && (now || shelf)) open(next);
  else if (!now || by > 0) explorer.set({ shelf: true });
}

function hide() {
  panel.hidden = true;
  for (const card of shelf.children) card.setAttribute("aria-current", false);
  delete document.body.dataset.lesson;
  now = null;
  explorer.set({ lesson: null, draws: null });
}

function close() {
  hide();
  link.leave();
}

/* Where an address leads. What it leaves open, the step of its lesson says. */
function come(asked) {
  const place = at(asked.get("lesson"));
  if (place) {
    const step = place.answered ? place.step.answered : place.step.query;
    for (const [key, value] of new URLSearchParams(step)) if (!asked.has(key)) asked.set(key, value);
    show(place);
  } else if (now) hide();
  link.open(asked);
}

/* The pictures that the step speaks of, once they have come. */
function drawBeside({ beside, lesson }) {
  const box = $(".dx-besides"), pictures = lesson && beside?.place === lesson ? beside.pictures : [];
  if (box.dataset.of === (pictures.length ? lesson : "")) return;
  box.dataset.of = pictures.length ? lesson : "";
  box.hidden = !pictures.length;
  box.dataset.count = pictures.length;
  box.replaceChildren(...pictures.map(({ src, name, kind }) => {
    const figure = document.createElement("figure"), picture = new Image(), words = document.createElement("figcaption");
    Object.assign(picture, { src, alt: name });
    words.textContent = name;
    figure.dataset.kind = kind;
    figure.append(picture, words);
    return figure;
  }));
}

for (const made of element.querySelectorAll("[data-go]")) made.addEventListener("click", () => go(Number(made.dataset.go)));
$("[data-reveal]").addEventListener("click", reveal);
$(".dx-leads").addEventListener("click", () => go(1));
$("[data-close]").addEventListener("click", close);
$("[data-notes]").addEventListener("click", () => notes.open());
element.addEventListener("click", ({ detail }) => { if (detail) document.activeElement.blur(); }); // the keys are the lesson's
lecture.steps = go;
lecture.line = $(".dx-keys");
notes.setup(props.value, go, () => now);

link.ask = (query) => trigger("open", { query });

if (link.asked) come(link.asked);
window.addEventListener("popstate", () => come(new URLSearchParams(location.search)));
explorer.on(element, (state) => {
  const opened = shelf.hidden && state.shelf;
  if (!state.shelf && shelf.contains(document.activeElement)) document.activeElement.blur(); // Enter would press it
  if (shelf.hidden === state.shelf) shelf.hidden = !state.shelf; // to write it anew has the browser look through all styles
  if (opened) shelf.querySelector("button").focus();
  drawBeside(state);
});
shelf.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  explorer.set({ shelf: false });
  document.querySelector('[data-tool="lessons"]').focus();
});
