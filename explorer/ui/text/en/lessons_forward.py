"""English: the lessons on noise and schedules."""

TEXT = {
    "lesson.jump.title": "One jump, or t steps?",
    "lesson.jump.1": "t = 50",
    "lesson.jump.1.look": "The first picture is noised in one jump, the second in t small steps, each with noise "
    "of its own.",
    "lesson.jump.1.ask": "We go to t = 50. How will the two pictures differ?",
    "lesson.jump.1.a": "The second has more noise: it got 50 doses, not one.",
    "lesson.jump.1.b": "In their grains only: mean and variance are equal.",
    "lesson.jump.1.c": "The second is smoother: many small noises cancel out.",
    "lesson.jump.1.answer": "A sum of independent normal noises is normal again. So q(xₜ | x₀) is known in closed "
    "form: √ᾱₜ x₀ plus noise of variance 1−ᾱₜ. Training may jump to any t at once.",
    "lesson.jump.1.note": "Let them vote before you go on. Most choose A: they add the doses and forget that each "
    "step also shrinks the picture.",
    "lesson.jump.2": "t = 250",
    "lesson.jump.2.look": "Compare mean, variance and histogram of the two, not their pixels.",
    "lesson.jump.2.note": "Point at the table: measured, not computed from the formula; the green row is.",
    "lesson.jump.3": "t = 950",
    "lesson.jump.3.ask": "What shape will the histogram have at t = 950?",
    "lesson.jump.3.a": "That of the face, only paler",
    "lesson.jump.3.b": "Flat: every grey is as likely",
    "lesson.jump.3.c": "A bell, N(0, 1), whatever the picture was",
    "lesson.jump.3.answer": "Almost nothing of the picture is left: every picture becomes the same N(0, 1). That "
    "is why a sampler can start there without knowing any picture.",
    "lesson.jump.3.note": "This is the end that makes the way back possible. Ask what would happen if it were not "
    "reached: the lesson after next.",
    "lesson.cosine.title": "Linear or cosine schedule?",
    "lesson.cosine.1": "Half time",
    "lesson.cosine.1.look": "Two schedules lead from the picture to noise in 1,000 steps.",
    "lesson.cosine.1.ask": "At t = 500, how much of the variance still belongs to the picture?",
    "lesson.cosine.1.a": "Linear: less than a tenth. Cosine: half.",
    "lesson.cosine.1.b": "Half of it, with both schedules",
    "lesson.cosine.1.c": "Linear: half. Cosine: less than a tenth.",
    "lesson.cosine.1.answer": "Linear means that β grows linearly; what is left is a product, and falls fast. The "
    "last third of its steps sees nothing but noise. Cosine loses the picture evenly.",
    "lesson.cosine.1.note": "The strips below the curve show it best: count the tiles in which the flower can be "
    "seen.",
    "lesson.cosine.2": "32×32 and 256×256, linear",
    "lesson.cosine.2.look": "The same flower, small and large, under the linear schedule.",
    "lesson.cosine.2.ask": "At t = 500 both have the same ᾱₜ. In which will you see the flower better?",
    "lesson.cosine.2.a": "In the small one: there is less to destroy.",
    "lesson.cosine.2.b": "In the large one",
    "lesson.cosine.2.c": "In both alike: ᾱₜ is the same.",
    "lesson.cosine.2.answer": "In the large one neighbouring pixels agree, so the eye, and a network, average the "
    "noise away. The third picture is the large one averaged down: hardly any noise is left.",
    "lesson.cosine.2.note": "The third picture is the argument. Large pictures need more noise than ᾱₜ suggests: "
    "“shifted” schedules of today’s models.",
    "lesson.cosine.3": "32×32 and 256×256, cosine",
    "lesson.cosine.3.look": "The same t under cosine. Which schedule suits small pictures? And is cosine enough "
    "noise for large ones?",
    "lesson.cosine.3.note": "Small: cosine, or the last third is wasted. Large: neither; they need more noise.",
    "lesson.short.title": "100 steps with the βs of 1,000",
    "lesson.short.1": "T = 100",
    "lesson.short.1.look": "These βs were made for 1,000 steps. Now they are spread over only 100.",
    "lesson.short.1.ask": "Where does the chain end, at t = T?",
    "lesson.short.1.a": "In noise, as before: β grows to the same end.",
    "lesson.short.1.b": "In a black picture: T is too short for noise.",
    "lesson.short.1.c": "A third of the variance is still the picture.",
    "lesson.short.1.answer": "Each β takes a share away. A tenth of the steps takes away far less in all: ᾱ_T is "
    "about 0.36, not 0.00004.",
    "lesson.short.1.note": "Multiply in the head: 100 factors of about 0.99 make a third.",
    "lesson.short.2": "A start from pure noise",
    "lesson.short.2.look": "A network was trained on this chain. A sampler begins it with pure noise.",
    "lesson.short.2.ask": "Where does it go wrong first?",
    "lesson.short.2.a": "At the first step: the network expects a faint picture there.",
    "lesson.short.2.b": "At the last step: noise is left over.",
    "lesson.short.2.c": "Nowhere: a good network finds its way.",
    "lesson.short.2.answer": "It has never seen pure noise at t = T, and takes the noise for a picture: it draws "
    "something flat, or in odd colours. With β times 1000/T, as you see now, the chain ends in noise again.",
    "lesson.short.2.note": "A real bug of famous models: Stable Diffusion 1 and 2 could draw nothing very dark or "
    "very bright because of it (Lin et al. 2024).",
}
