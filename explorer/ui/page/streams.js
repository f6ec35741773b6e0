/* Gradio's client ends the stream of all answers by an abort, also where one leaves the page, and then reports its own
   abort as an error of the connection. Here that stream, once aborted, is over; whatever else breaks it is an error. */
"use strict";
{
  const fetched = window.fetch, ANSWERS = /\/queue\/data\?/;
  window.fetch = async (asked, ...more) => {
    if (!(asked instanceof Request && ANSWERS.test(asked.url))) return fetched(asked, ...more);
    const { signal } = asked, own = new AbortController(); // the client's would break what is being read
    let end = () => {}; // there is nothing to read yet
    const over = new Promise((resolve) => {
      signal.addEventListener("abort", () => { resolve(); end(); own.abort(); });
    });
    const answer = await Promise.race([over, fetched(new Request(asked, { signal: own.signal }))]);
    if (signal.aborted) return new Response("");
    if (!answer.ok) return answer;
    const passing = new TransformStream({ start(stream) { end = () => stream.terminate(); } });
    return new Response(answer.body.pipeThrough(passing), answer);
  };
}
