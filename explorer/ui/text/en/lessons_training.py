"""English: the lessons on the Training tab."""

TEXT = {
    "lesson.why.title": "Why predict the noise?",
    "lesson.why.1": "t = 300",
    "lesson.why.1.look": "The network sees xₜ and says which noise is in it. Why not ask for the picture?",
    "lesson.why.1.ask": "We ask for x₀ instead of ε. What will its answer be?",
    "lesson.why.1.a": "A worse one: whole pictures are harder to say than noise.",
    "lesson.why.1.b": "The same one: who knows xₜ and ε knows x₀, too.",
    "lesson.why.1.c": "A better one: the picture is what we want.",
    "lesson.why.1.answer": "xₜ = √ᾱₜ x₀ + √(1−ᾱₜ) ε: if ε is known, so is x₀. One answer, read in two languages; only "
    "the size of its error is another one: from 0.013 it became 0.004.",
    "lesson.why.1.note": "Switch to v, μ and the score by hand: the picture of the network’s answer changes, the "
    "network is not asked again.",
    "lesson.why.2": "From t = 300 to t = 950",
    "lesson.why.2.look": "The loss in ε at t = 300 is 0.013. At t = 950 hardly anything is left of the cat.",
    "lesson.why.2.ask": "How large is the loss in ε at t = 950?",
    "lesson.why.2.a": "Fifteen times smaller",
    "lesson.why.2.b": "About the same",
    "lesson.why.2.c": "Fifteen times larger",
    "lesson.why.2.answer": "Here xₜ is nearly all noise: to repeat it is nearly right. A small loss in ε does not "
    "mean that the network knows the picture.",
    "lesson.why.2.note": "Most choose C. The next step shows the same answer as a picture.",
    "lesson.why.3": "t = 950, read as x₀",
    "lesson.why.3.look": "The same answer, read as x₀: now the error is 160 times larger. Which of the two one trains "
    "with decides which t count. The table shows all five.",
    "lesson.why.3.note": "This is what “predicting the noise” chooses: not what can be known, but how an error "
    "counts. Salimans and Ho (2022) take v, which counts both.",
    "lesson.hard.title": "Which t are hard?",
    "lesson.hard.1": "200 draws of t",
    "lesson.hard.1.look": "Each training step draws a t and a noise. Draw into the empty chart, with the mouse or a "
    "finger: how large will the loss be at each t?",
    "lesson.hard.1.ask": "How does ‖ε − ε̂‖² depend on t?",
    "lesson.hard.1.a": "It falls: little noise is the hardest to see.",
    "lesson.hard.1.b": "It rises: the more noise, the harder.",
    "lesson.hard.1.c": "A hill: the middle is the hardest.",
    "lesson.hard.1.answer": "At small t the noise is weaker than the grain of a picture, and hides in it. At large t "
    "it is nearly all that there is. The green floor is what even a perfect denoiser would lose, where it is known.",
    "lesson.hard.1.note": "Let somebody draw the curve on the screen before you go on. The mean of all points is "
    "L_simple.",
    "lesson.hard.2": "The same, as errors of x₀",
    "lesson.hard.2.look": "The draws stay. Now their errors are read as errors of x₀.",
    "lesson.hard.2.ask": "Which t are hard now?",
    "lesson.hard.2.a": "The small ones, as before",
    "lesson.hard.2.b": "All alike",
    "lesson.hard.2.c": "The large ones",
    "lesson.hard.2.answer": "The curve is turned round: far from the picture nobody can know it. “Hard” depends on "
    "the question, and so does the weight that each t gets.",
    "lesson.hard.2.note": "The same 200 answers; their errors in ε are multiplied by (1−ᾱₜ)/ᾱₜ.",
    "lesson.weigh.title": "What the bound weighs",
    "lesson.weigh.1": "The cat in bits",
    "lesson.weigh.1.look": "A model that finds the cat likely can store it in few bits. Without a model, each colour "
    "value takes 8.",
    "lesson.weigh.1.ask": "How many bits a value does the bound of this network give?",
    "lesson.weigh.1.a": "About 0.02: its mean loss",
    "lesson.weigh.1.b": "About 2",
    "lesson.weigh.1.c": "About 6",
    "lesson.weigh.1.answer": "About 2.1, counted from 100 looks at it. A network that is never wrong would still pay "
    "1.0: the last step’s Gaussian is about as wide as a grey level.",
    "lesson.weigh.1.note": "A lossless picture file (WebP) of such drawings takes 1.25 bits a value. The bound is no "
    "compressor yet, but it can be compared.",
    "lesson.weigh.2": "Where the bits are",
    "lesson.weigh.2.look": "The bound is a sum over the 1,000 steps.",
    "lesson.weigh.2.ask": "Which steps cost most of it?",
    "lesson.weigh.2.a": "The first ones back from noise: there the cat is made.",
    "lesson.weigh.2.b": "All about the same",
    "lesson.weigh.2.c": "The last ten, which nobody sees",
    "lesson.weigh.2.answer": "The last ten or so of 1,000 steps cost six sevenths of it: exact grey levels, invisible "
    "to us. L_simple gives these t a seventh of its weight. That is why it draws well, and why its bound is not good.",
    "lesson.weigh.2.note": "Ho et al. 2020, section 4.3: rate and distortion. Improved DDPM (2021) trains both losses.",
    "lesson.weigh.3": "A surprised network",
    "lesson.weigh.3.look": "Now the network that has seen digits only, and never a cat.",
    "lesson.weigh.3.ask": "How many bits a value will the cat cost here?",
    "lesson.weigh.3.a": "Fewer than 2: it has only grey to say.",
    "lesson.weigh.3.b": "Between 2 and 8: a model always helps.",
    "lesson.weigh.3.c": "More than 8: it is misled.",
    "lesson.weigh.3.answer": "About 16. What it holds for likely is not what comes, and each surprise is paid for: "
    "twice what a file without any model takes.",
    "lesson.weigh.3.note": "So the bound tells how well a picture fits what was learned. Choose other pictures on the "
    "Noise tab.",
}
