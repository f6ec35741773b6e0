/* What all parts have to know of a hall: whether lecture mode is on, how large letters are that are drawn, and how far
   an arrow key goes. */
"use strict";
window.hall = (() => {
  const LEAST = 0.024; // of the screen's height, of letters
  const on = () => document.body.classList.contains("dx-lecture");

  /* The size of letters that are drawn, of those of the page and in the mode, where the last row reads them, too. On a
     canvas, in its own pixels: where it lies on the screen is asked in the mode alone, for a layout may hang on it. */
  const letters = (size, canvas = null) => (on() ? LEAST * innerHeight * (canvas ? canvas.width / canvas.clientWidth : 1) : size);

  /* How many frames an arrow key goes: with a lesson open the arrows alone are the lesson's. */
  const stride = ({ shiftKey }) => (shiftKey && !window.explorer.state.lesson ? 10 : 1);

  return { on, letters, stride };
})();
