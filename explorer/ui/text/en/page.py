"""English: the page as a whole: its head, the first screen, the shelf of lessons, the path."""

TEXT = {
    "app.title": "Diffusion Explorer",
    "app.warning": "Warning",
    "app.busy": "Too much that you asked for is still being worked on. Wait a moment, then try again.",
    "app.whole": "“{name}” must be a whole number from {low} to {high}.",
    "app.number": "“{name}” must be a number from {low} to {high}.",
    "app.subtitle": "How a picture turns into noise, and how a network finds the way back.",
    # The first screen
    "first.picture": "Noise turns into nine drawings",
    "first.sentence": "A neural network can draw out of pure noise: watch how it does it, step by step.",
    "first.try": "Try it",
    "first.tour": "Take the tour",
    # Head of the page, links, lessons
    "header.lessons": "Lessons",
    "header.lecture": "Lecture",
    "header.lecture_info": "Large, and nothing but the picture and the equation (key L)",
    "header.link": "Copy link",
    "header.copied": "Copied: this link opens the page as it is now.",
    "header.by_hand": "Copy this link; it opens the page as it is now.",
    "header.theme": "Light or dark",
    "header.language": "Language",
    "link.bad": "This link says something that is not known here: {names}. The rest was opened.",
    "lessons.title": "Lessons",
    "lessons.step": "Step",
    "lessons.steps": "Steps of the lesson",
    "lessons.back": "Back",
    "lessons.next": "On: the answer, then the next step",
    "lessons.close": "Close the lesson",
    "lessons.question": "Question",
    "lessons.reveal": "Show the answer",
    "lessons.hides": "The picture comes with the answer.",
    "lessons.right": "right",
    "lessons.wrong": "your choice",
    "lessons.besides": "The pictures that this step speaks of",
    "lessons.next_lesson": "Next lesson:",
    "lessons.all": "All lessons",
    "lessons.notes": "Notes",
    "lessons.notes_info": "Notes for the speaker, in a window of their own (key N)",
    "lessons.notes_title": "Notes for the speaker",
    "lessons.minutes": "{count} min",
    "lessons.keys": "Page Down or →: on · Page Up or ←: back · Shift + ← →: frame by frame · Space: play · B: dark "
    "· N: notes · Esc: end",
    "lessons.keys_page": "← → step the lesson, Shift + ← → the frames, Space plays, L is for a hall.",
    "lessons.in_steps": "Steps: {count}",
    "lessons.mean": "Mean of all that fit",
    "path.next": "Next",
    "path.done": "Seen:",
    "path.open": "Still open:",
    "path.noise.seen": "a noised picture is a weighted sum of picture and noise, and any t is one jump away.",
    "path.schedules.asks": "how fast should the noise grow?",
    "path.schedules.seen": "the schedule says how much of the picture is left at each t; cosine takes it away evenly.",
    "path.training.asks": "why does the network know the noise?",
    "path.training.seen": "it is trained by one thing only, guessing the noise; weighed by the bound, that is "
    "maximum likelihood.",
    "path.denoise.asks": "how does one get from noise back to a picture?",
    "path.denoise.seen": "the network guesses what is behind the noise; small steps towards its guesses end in a new "
    "picture.",
    "path.finetune.asks": "where does the network know that from, and can it learn your pictures?",
    "path.finetune.seen": "a network learns by guessing what lies behind noised pictures, and then draws such "
    "pictures itself.",
    "further.title": "From here to Stable Diffusion",
    "further.intro": "All that you have seen here stays. Two things are added, and everything is larger.",
    "further.latent": "A smaller space",
    "further.latent_say": "The chain runs on a code of 64×64×4 numbers instead of 512×512×3 pixels: 48 times fewer. "
    "An autoencoder, trained before, makes this code, and turns it back into pixels at the end.",
    "further.words": "Words instead of a class",
    "further.words_say": "A text encoder turns a sentence into vectors, and the network looks at them in its "
    "attention layers. Guidance is the same as here: usually w = 7.5.",
    "further.loop": "The same loop",
    "further.loop_say": "Start from noise, guess, take a step, guess again: 20 to 50 steps of samplers that you know "
    "from Denoise, with a network of 860 million numbers.",
    "further.gan": "A GAN jumps",
    "further.gan_say": "It turns noise into a picture in one go, and learns against a second network that tells drawn "
    "pictures from real ones. Quick and sharp, but hard to train, and it may leave out kinds of pictures.",
    "further.vae": "A VAE codes",
    "further.vae_say": "It learns to shrink pictures to a short code, and decodes random codes in one go. Easy to "
    "train, but blurred: like an early guess x̂₀, its picture is a mean of all that fits. Stable Diffusion’s "
    "autoencoder is a relative.",
    "intro.more": "More",
}
