"""English: the lessons on the Plane tab."""

TEXT = {
    "lesson.score.title": "What is a score?",
    "lesson.score.1": "t = 200",
    "lesson.score.1.look": "Green is the density q(xₜ) of the noised points. At each place the score, ∇ log q(xₜ), "
    "is an arrow.",
    "lesson.score.1.ask": "Where will the arrows be longest?",
    "lesson.score.1.a": "Where the green is densest",
    "lesson.score.1.b": "Far from all points",
    "lesson.score.1.c": "Nowhere: all have one length.",
    "lesson.score.1.answer": "The score is a slope, not a height. The farther from the points, the more steeply log "
    "q falls; in the green it is nearly flat. From outside, the arrows lead to the points.",
    "lesson.score.1.note": "Most choose A: they take the score for a probability. The longest arrow always fills its "
    "cell: compare arrows within one picture.",
    "lesson.score.2": "As noise ε̂",
    "lesson.score.2.look": "You see the score. A network says something else: the noise ε̂ in xₜ.",
    "lesson.score.2.ask": "How will the arrows of ε̂ differ from these?",
    "lesson.score.2.a": "They are random, as noise is.",
    "lesson.score.2.b": "Not at all",
    "lesson.score.2.c": "They point the other way.",
    "lesson.score.2.answer": "ε̂ = −√(1−ᾱₜ) ∇ log q(xₜ). Noise has led away from the points, the score leads back. "
    "Who learns to predict noise learns the slope of log q; the guess x̂₀ and v say the same in other units.",
    "lesson.score.2.note": "Switch the arrows to x̂₀ and v by hand. Tweedie’s formula: x̂₀ = (xₜ + (1−ᾱₜ) ∇ log q(xₜ)) "
    "/ √ᾱₜ.",
    "lesson.score.3": "t = 950",
    "lesson.score.3.look": "The score again, now with much more noise.",
    "lesson.score.3.ask": "Where will the arrows point at t = 950?",
    "lesson.score.3.a": "All to the middle",
    "lesson.score.3.b": "Each to the nearer moon, as before",
    "lesson.score.3.c": "In all directions: there is only noise.",
    "lesson.score.3.answer": "√ᾱₜ is 0.08: all points have shrunk into the middle. q is almost N(0, 1), whose score "
    "is −xₜ. The first steps of every sampler know the mean, and little more.",
    "lesson.score.3.note": "Drag t slowly back, and let them call out when the moons turn the arrows.",
    "lesson.average.title": "Why the guess is an average",
    "lesson.average.1": "t = 50",
    "lesson.average.1.look": "A place xₜ between two rings was touched. Lines lead to the points that may have "
    "become it; their weighted mean is the guess x̂₀. Here one point counts, and is the guess. Touch other places.",
    "lesson.average.1.note": "How many points count is said beside the picture: 1 / Σ w². So little noise leads only "
    "to places nearby.",
    "lesson.average.2": "t = 950",
    "lesson.average.2.look": "xₜ stays where it is, but t grows.",
    "lesson.average.2.ask": "Where will the guess x̂₀ be at t = 950?",
    "lesson.average.2.a": "On a ring, in the point that is nearest",
    "lesson.average.2.b": "In xₜ: noise has no direction.",
    "lesson.average.2.c": "Near the middle, where no point is",
    "lesson.average.2.answer": "So much noise may have led here from anywhere: 495 of the 500 points count. Their "
    "mean lies in the hole, 0.48 from the nearest point.",
    "lesson.average.2.note": "Who chooses A looks for the likeliest point. Squared error asks for the mean, and a "
    "mean need not be likely.",
    "lesson.average.3": "t = 400",
    "lesson.average.3.look": "At t = 400, 159 of the points count, and the guess lies in the gap between the rings.",
    "lesson.average.3.ask": "Could a larger network, trained for longer, guess a point on a ring instead?",
    "lesson.average.3.a": "Yes: it would find the right point.",
    "lesson.average.3.b": "No: there is no better guess.",
    "lesson.average.3.c": "Only if it learned from more points",
    "lesson.average.3.answer": "This denoiser is exact. xₜ does not say which point it was, and in squared error the "
    "mean of all that fit is best. So early guesses of pictures are blurred: they are means of many sharp ones.",
    "lesson.average.3.note": "The next lesson shows it in pictures. A chain gets sharp because it asks again, at "
    "smaller t.",
    "lesson.chance.title": "Chance or no chance: DDPM and DDIM",
    "lesson.chance.1": "t = 400",
    "lesson.chance.1.look": "Pairs of particles start in the same places and follow the same exact denoiser: one by "
    "DDIM, the other, dashed, by DDPM.",
    "lesson.chance.1.ask": "What will their trails look like?",
    "lesson.chance.1.a": "Alike: same start, same denoiser",
    "lesson.chance.1.b": "DDIM’s are smooth, DDPM’s are scribbles.",
    "lesson.chance.1.c": "All are scribbles: they come from noise.",
    "lesson.chance.1.answer": "DDIM adds no new noise: its start decides a smooth curve. DDPM adds noise at each "
    "step, and takes most of it away again: in the end its way is 30 times as long.",
    "lesson.chance.1.note": "Let the hall follow one pair back to t = 1000.",
    "lesson.chance.2": "t = 0",
    "lesson.chance.2.look": "Now to the end. The points are two moons.",
    "lesson.chance.2.ask": "Where will the two of a pair end?",
    "lesson.chance.2.a": "In the same place: they had the same start.",
    "lesson.chance.2.b": "DDIM’s on a point, DDPM’s beside one: its noise remains.",
    "lesson.chance.2.c": "Both on points, but on different ones",
    "lesson.chance.2.answer": "As crowds they agree: both fill the same two moons. But DDPM decides by chance at "
    "every step: of a hundred pairs, one or two end together.",
    "lesson.chance.2.note": "The last step adds no noise, so B is wrong. With DDIM a start belongs to its end: so a "
    "picture can be encoded.",
    "lesson.chance.3": "η = 1",
    "lesson.chance.3.look": "DDIM may add noise, too: η says how much. Now η = 1, and dashed is DDPM with σ² = β̃. "
    "Both draw the same noise.",
    "lesson.chance.3.ask": "How will the trails of a pair differ?",
    "lesson.chance.3.a": "Not at all",
    "lesson.chance.3.b": "DDIM’s is still the smoother one.",
    "lesson.chance.3.c": "They part, and meet again in the end.",
    "lesson.chance.3.answer": "With η = 1 the equation of DDIM is that of DDPM with β̃: the dashes lie on the line. "
    "It is one family; η says how much chance there is.",
    "lesson.chance.3.note": "η is set on the Denoise tab: try 0.3, which is in between.",
    "lesson.chance.4": "Euler’s method",
    "lesson.chance.4.look": "η = 0 again, in ten steps. The arrows ε̂ are a field. Euler’s method takes the arrow "
    "where it is, and goes straight along it to the next t.",
    "lesson.chance.4.ask": "Dashed is Euler. How will its trails differ from those of DDIM?",
    "lesson.chance.4.a": "DDIM’s keep to the curve, Euler’s cut across.",
    "lesson.chance.4.b": "Euler’s lag behind, as it knows less of the points.",
    "lesson.chance.4.c": "Not at all",
    "lesson.chance.4.answer": "DDIM with η = 0 is Euler’s method on this field, if the way is measured as xₜ/√ᾱₜ over "
    "σ = √((1−ᾱₜ)/ᾱₜ). The dashes lie on the line. So all that is known of such equations helps: Heun asks twice a "
    "step, and bends with the curve.",
    "lesson.chance.4.note": "Choose Heun against DDIM and take fewer steps: the fewer, the farther apart. Song et al. "
    "2021, eq. 14.",
    "lesson.remember.title": "It learns, then it remembers",
    "lesson.remember.1": "20 points, 200 steps",
    "lesson.remember.1.look": "In your browser, a small network learns from 20 points of two moons. After 200 steps "
    "2,000 particles follow it. How near do they come to the 20?",
    "lesson.remember.1.note": "About as near as new points of the moons would be. The numbers are beside the picture.",
    "lesson.remember.2": "20 points, 5,000 steps",
    "lesson.remember.2.look": "While you decide, it goes on learning from the same 20 points.",
    "lesson.remember.2.ask": "Where will the particles end after 5,000 steps?",
    "lesson.remember.2.a": "On the 20 points, or close to them",
    "lesson.remember.2.b": "All over two full moons: practice makes perfect.",
    "lesson.remember.2.c": "In one heap: the mean of the 20",
    "lesson.remember.2.answer": "They come more than four times as near to the 20 as before. The best that can be "
    "learned from 20 points is their exact denoiser, which leads back to these 20. The loss falls all the while.",
    "lesson.remember.2.note": "This is memorising. As the loss sees it, nothing is wrong.",
    "lesson.remember.3": "2,000 points, 3,000 steps",
    "lesson.remember.3.look": "The same network from its beginning, now with 2,000 points.",
    "lesson.remember.3.ask": "What will it have learned after 3,000 steps?",
    "lesson.remember.3.a": "The 2,000 points by heart: now there is more to copy.",
    "lesson.remember.3.b": "Nothing clear: so many points blur into one cloud.",
    "lesson.remember.3.c": "The two moons, not the points",
    "lesson.remember.3.answer": "Its particles fill the moons, and come no nearer to the 2,000 points than new "
    "points would. It is too small to keep so many apart, and fills in what lies between: that is generalising.",
    "lesson.remember.3.note": "The next lesson does it with ten pictures: what is seen too often is copied.",
}
