"""English: the Training tab."""

TEXT = {
    # Training
    "training.tab": "Training",
    "training.intro": "Press Draw: a picture is noised, the network says which noise it was, and its error is the "
    "loss.",
    "training.intro_more": "Nothing else is ever trained: a random t, a random noise, and the squared error of the "
    "guess. Below, why just this error follows from maximum likelihood, and what it weighs.",
    "training.target": "What the network predicts",
    "training.target_info": "The same answer, read in five languages.",
    "training.seed": "Noise of this draw",
    "training.new": "New noise",
    "training.stage.algorithm": "Algorithm 1 of Ho et al. 2020, with the numbers of this draw",
    "training.stage.descend": "step down along",
    "training.stage.signal": "The picture",
    "training.stage.signal_short": "your picture",
    "training.stage.noise": "The noise that is drawn",
    "training.stage.seed": "seed",
    "training.stage.mixture": "What the network gets",
    "training.stage.mixture_short": "it sees",
    "training.stage.wanted": "What would be right",
    "training.stage.wanted_short": "is right",
    "training.stage.said": "What the network says",
    "training.stage.said_short": "it says",
    "training.stage.error": "Where it is wrong, four times as strong",
    "training.stage.error_short": "difference × 4",
    "training.stage.loss": "loss: mean squared error",
    "training.stage.label": "any class",
    "training.stage.draw": "Draw",
    "training.stage.time": "Time t of this draw",
    "training.stage.earlier": "One step earlier",
    "training.stage.later": "One step later",
    "training.stage.few": "Network: {name}, on this device.",
    "training.stage.remote": "Network: {name}, on the server.",
    "training.stage.failed": "The network does not answer at the moment.",
    "training.stage.scatter": "Losses of your draws over t",
    "training.stage.draws": "a draw",
    "training.stage.running": "mean of all draws, L_simple",
    "training.stage.mean": "mean near this t",
    "training.stage.exact": "the perfect denoiser’s",
    "training.stage.sketched": "your curve, as high in the mean",
    "training.stage.sketch": "Draw here what you expect, with the mouse or a finger: how large is the loss at each t?",
    "training.stage.expected": "Your curve is highest near t = {drawn}; the losses are near t = {measured}.",
    "training.stage.floor": "Mean of {count} draws: {mean}. The perfect denoiser over the pictures it learned from: "
    "{floor}.",
    "training.stage.floor_unknown": "Mean of {count} draws: {mean}. How low it could get is unknown: not all "
    "pictures that this network learned from are here.",
    "training.stage.languages": "One answer, five losses",
    "training.stage.predicts": "predicts",
    "training.stage.squared": "squared error",
    "training.stage.weight": "weight in the bound",
    "training.stage.languages_say": "Error times weight is the same in each line: the bits of L_(t−1), with σ² = β̃. "
    "L_simple puts 1 in place of the weight of ε.",
    # The bound
    "training.bound.title": "The bound of this picture: how many bits does it cost?",
    "training.bound.say": "A model that gives your picture a high probability could store it in few bits. The bound "
    "counts them step by step: how far what the network says is from what is exact. All in bits per colour value; a "
    "picture file without any model has 8.",
    "training.bound.go": "Weigh this picture",
    "training.bound.stop": "Stop",
    "training.bound.progress": "Looks of the network",
    "training.bound.variance": "Variance of a step back",
    "training.bound.schedule": "Schedule",
    "training.bound.bars": "Bits of each part of the chain",
    "training.bound.bars_say": "Each bar is a part of the chain, with all its steps. 100 looks at times chosen by "
    "the seed; ± is the standard error of what lies between them.",
    "training.bound.axis": "bits per value",
    "training.bound.times": "from t = …",
    "training.bound.map": "Bits of each pixel; click one, or use the arrows",
    "training.bound.map_say": "Bits per pixel: darker costs more. Click one.",
    "training.bound.network": "network",
    "training.bound.under": "schedule",
    "training.bound.total": "sum",
    "training.bound.rate_title": "Rate and distortion",
    "training.bound.rate": "bits per value so far",
    "training.bound.distortion": "error of x̂₀, grey levels",
    "training.bound.rate_say": "On the way back from noise: how far off the guess still is after so many bits. The "
    "first tenth of a bit makes the picture; the bits that follow, most of all, correct what nobody sees.",
    "training.bound.pixel": "Two Gaussians of one pixel, one step back",
    "training.bound.pixel_say": "One step back for one pixel at this t: q knows your picture, p has only the network’s "
    "guess. The divergence between them, KL, is what this pixel pays in this step.",
    "training.bound.blind": "At t = {t} this schedule leaves nothing to weigh: no signal for a network that "
    "predicts ε, or no noise. Choose another schedule.",
}
