/* Asks the server for a guess; see live_guess.js, which calls liveGuess.ask. value: of server_guess.py. */
const { liveGuess } = window;
let last = 0, waiting = null; // the answer to the latest question is what counts

liveGuess.ask = (question) => new Promise((resolve, reject) => {
  waiting = { ask: ++last, resolve, reject };
  trigger("wanted", { ask: last, ...question });
});

watch("value", () => {
  const said = props.value;
  if (!said || said.ask !== waiting?.ask) return;
  if (said.refused) waiting.reject(Object.assign(new Error(said.refused), { sentence: said.refused })); else waiting.resolve(said);
  waiting = null;
});
