"""English: the derivation of the loss, on the Training tab."""

TEXT = {
    "derivation.title": "Where the loss comes from: the derivation, checked on your picture",
    "derivation.say": "From maximum likelihood to Algorithm 1 in eleven lines. Both sides of each are computed in "
    "your browser, on your picture in 32 × 32 pixels, at your t and with your noise; costs are in bits per colour "
    "value, of densities, so that they may be negative. = means: the same in all digits shown. ≈ means: one side is "
    "estimated from random draws, and ± is its standard error.",
    "derivation.given": "In place of a network, in green: the perfect denoiser for pictures whose colour values are "
    "independent draws of one Gaussian, with the mean {mean} and the variance {variance} of yours. It knows your "
    "colours, but no shapes; and everything about it is known exactly.",
    "derivation.place": "Checked at t = {t}: lines about one step back need noise at both of its ends, and some "
    "signal.",
    "derivation.unusable": "Under this schedule nothing can be compared: it begins with too little noise, or the "
    "picture is gone at once. Choose another schedule.",
    "derivation.apart": "differ by {value} at most, anywhere in the picture",
    "derivation.errors": "{count} standard errors apart",
    "derivation.parts": "L_T {last}, sum of L_(t−1) {between}, L_0 {first}",
    "derivation.here": "weight at this t: {weight}",
    "derivation.blind": "without t = T, where no signal is left",
    "derivation.why": "Why?",
    "derivation.jensen": "The bound",
    "derivation.jensen_why": "p(x₀) adds up all chains x₁ … x_T that could end in your picture; nobody can do that. "
    "Multiply and divide by q, and it is a mean over chains that begin at your picture. The logarithm of a mean is at "
    "least the mean of the logarithms (Jensen), so the right side can only be larger. The stand-in is Gaussian: here "
    "the left side is known, too. The gap is the price of steps that are not endlessly small, and of σ² = β̃.",
    "derivation.cost": "the picture’s cost, exactly ≤ along one chain",
    "derivation.jump": "Lemma: t steps are one jump",
    "derivation.jump_why": "Each step shrinks what is there by √(1−β) and adds fresh noise of variance β. The factors "
    "multiply; a variance v becomes (1−β) v + β. Independent Gaussians add up to a Gaussian, so after t steps it is "
    "the one on the left.",
    "derivation.factor": "factor of x₀: t factors multiplied = √ᾱ",
    "derivation.variance": "variance: t steps one by one = 1 − ᾱ",
    "derivation.walked": "the same, measured in a picture that walked t steps",
    "derivation.bayes": "Lemma: one step, turned around",
    "derivation.bayes_why": "Bayes’ rule, with x₀ given throughout. The chain has no memory: once x_(t−1) is known, "
    "x₀ says nothing more about x_t. Without x₀ nobody knows the step back; that is what the network has to learn.",
    "derivation.density": "log₂ of the density at your x_(t−1): three steps forward = one back",
    "derivation.square": "Its mean and variance",
    "derivation.square_why": "As functions of x_(t−1), both factors above the line are Gaussian, and so is their "
    "product. Complete the square: the precisions α/β and 1/(1−ᾱ_(t−1)) add up to 1/β̃, and the mean is what both say, "
    "weighted by their precision.",
    "derivation.mean": "mean over the picture: by the square = by the formula",
    "derivation.width": "variance: by the square = β̃",
    "derivation.telescope": "The whole chain, turned around",
    "derivation.telescope_why": "Put the lemma in for each t above 1. Every q(x_(t−1)|x₀) that stands above a line "
    "cancels against the same one below the next; only q(x_T|x₀) is left.",
    "derivation.chain": "−log₂ of a chain of T steps: forward = turned around",
    "derivation.sum": "A sum of divergences",
    "derivation.sum_why": "Now q and p run the same way and are compared step by step. The mean of log q/p under q is "
    "the divergence KL. L_T has nothing to learn. L_0 is the cost of the last step.",
    "derivation.terms": "along one chain ≈ all terms, in closed form",
    "derivation.kl": "Two Gaussians of one width",
    "derivation.kl_why": "Choose σ² = β̃, and both Gaussians have the same variance: their logarithms cancel. What is "
    "left is how far apart the means are, in units of σ.",
    "derivation.divergence": "bits: log₂ q/p of x_(t−1) drawn ≈ by the formula",
    "derivation.noise": "The mean, told by the noise",
    "derivation.noise_why": "Solve x_t = √ᾱ x₀ + √(1−ᾱ) ε for x₀ and put that into the mean. The network is given "
    "x_t; all it lacks is ε. So let it say ε.",
    "derivation.picture": "mean of x₀: from x_t and ε = your picture",
    "derivation.noise_mean": "mean of μ̃ over the picture: from ε = from x₀",
    "derivation.weight": "A weight, and the error of the noise",
    "derivation.weight_why": "Both means contain the same x_t; it cancels in their difference. ε and ε̂ remain, with "
    "the same factor β / √(α (1−ᾱ)) before each; squared, it goes in front.",
    "derivation.bits": "bits: distance of the means = weight × error of the noise",
    "derivation.simple": "Drop the weight",
    "derivation.simple_why": "Under the linear schedule of Ho et al. the bound weighs small t most, where the noise "
    "can hardly be seen. L_simple puts 1 in place of the weight: no longer the bound, but each t on its own has the "
    "same best answer, and their pictures got better.",
    "derivation.all": "bits of all t above 1: by x₀ = by ε, weighted",
    "derivation.algorithm": "Algorithm 1",
    "derivation.algorithm_why": "L_simple is a mean over t and ε. Draw both at random: on average the loss of a draw "
    "is L_simple, and its gradient is the gradient of L_simple. That is all of Algorithm 1.",
    "derivation.draws": "3,072 draws of (t, ε), one for each colour value ≈ L_simple",
    "derivation.slips": "Two slips that slides really contain",
    "derivation.slips_say": "Noise of variance β is √β ε, not β ε. Forget the root, with the same random numbers, and "
    "see.",
    "derivation.slip_none": "no slip",
    "derivation.slip_beta": "forget the root of β:",
    "derivation.slip_tilde": "forget the root of β̃:",
    "derivation.slip_none_say": "Forward, the histogram becomes the green curve N(0, 1) as t goes to T. Back, it "
    "becomes the green curve of your colours.",
    "derivation.slip_beta_say": "β is smaller than its root, so too little noise comes in: the picture fades to grey "
    "instead of becoming noise. Where β is nearly 1, the root hardly matters: the cosine schedule hides the slip in "
    "its last steps. Look at the middle.",
    "derivation.slip_tilde_say": "Each step back pulls towards the mean and has to add noise to make up for it. With "
    "too little of it, all values end near the mean: no contrast, and one sample is like another.",
    "derivation.slip_right": "as it should be",
    "derivation.slip_slip": "with the slip",
    "derivation.slip_forth": "Forward from your picture; histogram at",
    "derivation.slip_back": "Back from noise with the stand-in; histogram at the end",
    "derivation.slip_forth_frames": "Six pictures of the chain forward",
    "derivation.slip_back_frames": "Six pictures of the chain back",
    "derivation.slip_histogram": "Histogram of the values, and their density as it should be",
    "derivation.slip_variance": "variance",
    "derivation.slip_instead": "right:",
}
