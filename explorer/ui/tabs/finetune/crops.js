/* Of a picture that is not square the network sees a square: a frame over the whole picture, which is moved by dragging
   and by the arrow keys. Where each lies stays here, by the picture's name, until the job begins: see own_pictures.py. */
"use strict";
// needs: explorer.js
window.crops = (() => {
  const MIDDLE = 0.5, LEAP = 4; // pixels of the network
  const kept = new Map(); // from 0 to 1 along the longer side

  /* A frame over a picture of wide x high pixels of the network; words: what a screen reader says of the frame and of
     the place where it is. */
  function frame({ name, wide, high }, words) {
    const made = document.createElement("span"), side = Math.min(wide, high), longer = Math.max(wide, high), room = longer - side;
    const across = wide > high, offset = () => Math.floor((kept.get(name) ?? MIDDLE) * room + 0.5); // as square in images.py
    Object.assign(made, { className: "dx-frame", tabIndex: 0, title: words.frame, role: "slider" });
    made.setAttribute("aria-label", words.frame);
    made.setAttribute("aria-orientation", across ? "horizontal" : "vertical");
    made.setAttribute("aria-valuemin", 0);
    made.setAttribute("aria-valuemax", room);
    made.style[across ? "width" : "height"] = `${100 * side / longer}%`;

    function draw() {
      const first = offset();
      made.style[across ? "left" : "top"] = `${100 * first / longer}%`;
      made.setAttribute("aria-valuenow", first);
      made.setAttribute("aria-valuetext", window.explorer.fill(words.place, { first: first + 1, last: first + side, of: longer }));
    }

    function move(to) {
      kept.set(name, Math.min(room, Math.max(0, Math.round(to))) / room);
      draw();
    }

    made.addEventListener("keydown", (event) => {
      const { key, shiftKey } = event, by = shiftKey ? LEAP : 1;
      const ways = { ArrowLeft: -by, ArrowUp: -by, ArrowRight: by, ArrowDown: by, PageUp: -LEAP, PageDown: LEAP, Home: -room, End: room };
      if (!ways[key]) return;
      event.preventDefault();
      move(offset() + ways[key]);
    });

    /* Pressed beside it, the frame comes there. */
    let grip = null; // where in the frame it is held
    const at = (event) => {
      const box = made.parentElement, { left, top } = box.getBoundingClientRect(); // its border is outside the picture
      return longer * (across ? (event.clientX - left - box.clientLeft) / box.clientWidth : (event.clientY - top - box.clientTop) / box.clientHeight);
    };
    function press(event) {
      if (event.button || event.target.closest("button")) return;
      event.preventDefault(); // no picture is dragged away
      const first = offset(), place = at(event);
      grip = place >= first && place < first + side ? place - first : side / 2;
      made.setPointerCapture(event.pointerId);
      made.focus();
      move(place - grip);
    }
    made.addEventListener("pointermove", (event) => { if (grip !== null) move(at(event) - grip); });
    made.addEventListener("lostpointercapture", () => { grip = null; });

    draw();
    return { made, press };
  }

  return { frame, places: () => Object.fromEntries(kept) };
})();
