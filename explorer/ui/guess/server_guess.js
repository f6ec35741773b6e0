/* Asks the server for a guess, or for what a network has learned from; see looker.js. value: of server_guess.py. One
   question at a time: of two answers in quick succession a page may get the second one only. */
const { Looker } = window;
let last = 0, answered = () => {}, before = Promise.resolve();

const question = (kind) => (about) => {
  const answer = before.then(() => new Promise((resolve, reject) => {
    const ask = ++last;
    answered = (said) => {
      if (said.ask !== ask) return;
      if (said.refused) reject(Object.assign(new Error(said.refused), { sentence: said.refused })); else resolve(said);
    };
    trigger(kind, { ask, ...about });
  }));
  before = answer.catch(() => {});
  return answer;
};
Looker.ask = question("wanted");
Looker.learned = question("learned");
watch("value", () => { if (props.value) answered(props.value); });
